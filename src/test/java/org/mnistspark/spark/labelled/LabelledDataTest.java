package org.mnistspark.spark.labelled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.spark.source.IdxFixture;
import org.mnistspark.testing.LocalSpark;

/** Data sets with the names and the labels that their authors gave them. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class LabelledDataTest {
  @TempDir private Path home;

  private static final LabelledChoice NONE = LabelledChoice.NONE;

  private void idx(String name, ArrayHeader header, byte[][] items) throws IOException {
    Files.write(home.resolve(name), IdxFixture.file(header, items));
  }

  /** Images of 2 x 2 pixels and their labels, a byte each. */
  private void emnist(String prefix, int... labels) throws IOException {
    int count = labels.length;
    byte[][] items = new byte[count][];
    byte[][] images = new byte[count][];
    for (int i = 0; i < count; i++) {
      items[i] = new byte[] {(byte) labels[i]};
      images[i] = new byte[] {(byte) i, 1, 2, 3};
    }
    idx(prefix + "-images-idx3-ubyte", bytes(count, 2, 2), images);
    idx(prefix + "-labels-idx1-ubyte", bytes(count), items);
  }

  private static ArrayHeader bytes(int items, int... shape) {
    return ArrayHeader.of(ElementType.UNSIGNED_BYTE, items, shape);
  }

  private LabelledData open(SparkSession spark, String name, LabelledChoice choice) {
    String uri = home.resolve(name).toUri().toString();
    return LabelledData.open(
        spark,
        LabelledFiles.of(spark.sessionState().newHadoopConf(), uri),
        Optional.empty(),
        choice);
  }

  private static List<Integer> classes(LabelledSet set) {
    return set.frame().orderBy("index").select("label").collectAsList().stream()
        .map(row -> oneHot(row))
        .toList();
  }

  private static int oneHot(Row row) {
    List<Float> label = row.getList(0);
    return label.indexOf(1f);
  }

  @Test
  void lettersBeginAtOne(SparkSession spark) throws IOException {
    emnist("emnist-letters-train", 26, 1, 3);
    emnist("emnist-letters-test", 3, 2);

    LabelledData data = open(spark, ".", NONE);

    assertEquals(List.of("1", "2", "3", "26"), data.signature().classes());
    assertEquals(List.of(2, 2), data.signature().shape());
    assertEquals(List.of(3, 0, 2), classes(data.train()));
    assertEquals(List.of(2, 1), classes(data.test().orElseThrow()));
    assertEquals(List.of(1L, 0L, 1L, 1L), data.train().perClass());
    assertEquals(
        List.of(
            "no training example has the label 2",
            "the labels are 4 classes with gaps between their numbers: 1, 2, 3, 26"),
        data.warnings());
  }

  @Test
  void aFileStandsForItsDataSet(SparkSession spark) throws IOException {
    emnist("emnist-letters-train", 1, 2);
    emnist("emnist-letters-test", 1, 2);
    emnist("emnist-digits-train", 0, 1, 2);
    emnist("emnist-digits-test", 0, 1);

    LabelledData digits = open(spark, "emnist-digits-train-images-idx3-ubyte", NONE);
    assertEquals(List.of("0", "1", "2"), digits.signature().classes());
    assertEquals(2, digits.test().orElseThrow().count());
    String message = assertThrows(DataException.class, () -> open(spark, ".", NONE)).getMessage();
    assertTrue(
        message.endsWith(
            ": expected one data set, found emnist-digits, emnist-letters; name a file of the one that is wanted"),
        message);
  }

  @Test
  void theFirstColumnOfQmnistIsTheClass(SparkSession spark) throws IOException {
    for (String split : List.of("train", "test")) {
      idx("qmnist-" + split + "-images-idx3-ubyte", bytes(3, 2, 2), new byte[3][4]);
      byte[][] labels =
          IntStream.range(0, 3)
              .mapToObj(i -> ByteBuffer.allocate(32).putInt(i).putInt(77).array())
              .toArray(byte[][]::new);
      idx("qmnist-" + split + "-labels-idx2-int", ArrayHeader.of(ElementType.INT, 3, 8), labels);
    }

    assertEquals(List.of(0, 1, 2), classes(open(spark, ".", NONE).train()));
  }

  @Test
  void classesThatTheDataDoesNotTellCanBeSaid(SparkSession spark) throws IOException {
    emnist("train", 0, 2);
    emnist("t10k", 2);
    LabelledChoice four =
        new LabelledChoice(Optional.empty(), List.of(), OptionalInt.of(4), List.of());
    LabelledChoice two =
        new LabelledChoice(Optional.empty(), List.of(), OptionalInt.of(2), List.of());
    LabelledChoice named =
        new LabelledChoice(
            Optional.empty(), List.of(), OptionalInt.empty(), List.of("shoe", "bag"));

    assertEquals(List.of("0", "1", "2", "3"), open(spark, ".", four).signature().classes());
    assertEquals(List.of("shoe", "bag"), open(spark, ".", named).signature().classes());
    assertEquals(List.of("0", "2"), open(spark, ".", named).signature().labels());
    assertTrue(
        assertThrows(DataException.class, () -> open(spark, ".", two))
            .getMessage()
            .contains("expected labels 0 to 1 as `classes` says, found label 2"));
  }

  @Test
  void aTestSetWithoutLabelsIsLeftOut(SparkSession spark) throws IOException {
    Path kaggle = Files.createDirectories(home.resolve("kaggle"));
    Files.writeString(kaggle.resolve("train.csv"), "label,pixel0,pixel1\n1,0,255\n0,7,0\n");
    Files.writeString(kaggle.resolve("test.csv"), "pixel0,pixel1\n1,0\n");
    Files.writeString(kaggle.resolve("sample_submission.csv"), "id,label\n1,0\n");

    LabelledData data = open(spark, "kaggle", NONE);

    assertEquals(2, data.train().count());
    assertTrue(data.test().isEmpty());
    assertEquals(2, data.warnings().size());
    assertEquals(
        "files that are neither training nor test set were left out: sample_submission.csv",
        data.warnings().get(0));
    assertTrue(
        data.warnings().get(1).startsWith("the test set was left out: "), data.warnings().get(1));
  }

  @Test
  void statisticsDoNotDependOnPartitions(SparkSession spark) throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 500; i++) {
      rows.append(1e6 + 0.001 * i).append(',').append(i % 7).append(',').append(i % 2).append('\n');
    }
    Files.writeString(home.resolve("table.csv"), rows);
    LabelledSet set = open(spark, "table.csv", NONE).train();

    FeatureStatistics one = FeatureStatistics.of(set.frame().coalesce(1), 2);
    FeatureStatistics many = FeatureStatistics.of(set.frame().repartition(7), 2);

    for (int i = 0; i < 2; i++) {
      assertEquals((float) one.mean()[i], (float) many.mean()[i]);
      assertEquals((float) one.deviation()[i], (float) many.deviation()[i]);
    }
    // Values that are far from 0 beside their spread: (500² - 1) / 12 steps of 0.001; as floats.
    assertEquals(0.1443, one.deviation()[0], 0.02);
    assertEquals(1_000_000, one.highest(), 1);
  }
}
