package org.mnistspark.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Pictures;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class PredictInputTest {
  @TempDir private Path home;

  private PredictInput open(SparkSession spark, String... names) {
    List<String> inputs = Arrays.stream(names).map(name -> home + "/" + name).toList();
    return PredictInput.open(spark, inputs, Split.TRAIN, 10);
  }

  private String refusal(SparkSession spark, String... names) {
    return assertThrows(DataException.class, () -> open(spark, names))
        .getMessage()
        .replace("file:" + home, "H")
        .replace(home.toString(), "H");
  }

  private static Float[] levels(int... levels) {
    return Arrays.stream(levels).mapToObj(level -> level / 255f).toArray(Float[]::new);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anIdxFolderHasLabelsAsNumbers(SparkSession spark) {
    IdxFixture.folder(home.resolve("digits"), IdxFixture.images(12), IdxFixture.labels(12));

    PredictInput input = open(spark, "digits");

    assertEquals(InputKind.IDX, input.kind());
    assertEquals(OptionalInt.of(6), input.width());
    assertEquals(List.of("file:" + home + "/digits"), input.paths());
    assertArrayEquals(new String[] {"index", "features", "label"}, input.frame().columns());
    Row last = input.frame().orderBy("index").collectAsList().get(11);
    assertEquals(11L, last.getLong(0));
    assertEquals(Arrays.asList(levels(11, 12, 13, 14, 15, 16)), last.getList(1));
    assertEquals(1, last.getInt(2));
  }

  @Test
  void anIdxFolderMayLackLabels(SparkSession spark) throws IOException {
    write("digits/" + IdxFixture.IMAGES + ".gz", IdxFixture.gzip(IdxFixture.images(3)));

    Dataset<Row> frame = open(spark, "digits").frame();

    assertArrayEquals(new String[] {"index", "features"}, frame.columns());
    assertEquals(3, frame.collectAsList().size());
    assertEquals(3, frame.count());
  }

  @Test
  void anIdxFileMayHaveAnyName(SparkSession spark) throws IOException {
    write("digits.bin", IdxFixture.images(2));
    write("my-images-idx3-ubyte", IdxFixture.images(5));
    write("my-labels-idx1-ubyte.gz", IdxFixture.gzip(IdxFixture.labels(5)));

    assertEquals(2, open(spark, "digits.bin").frame().collectAsList().size());
    List<Row> labelled = open(spark, "my-images-idx3-ubyte").frame().collectAsList();
    assertEquals(5, labelled.size());
    assertEquals(4, labelled.get(4).getInt(2));
  }

  @Test
  void labelsThatDoNotFitAreRefused(SparkSession spark) throws IOException {
    write("my-images-idx3-ubyte", IdxFixture.images(5));
    write("my-labels-idx1-ubyte", IdxFixture.labels(4));

    assertEquals(
        "expected as many labels as images, found 5 images in H/my-images-idx3-ubyte and 4 labels in"
            + " H/my-labels-idx1-ubyte; replace the one that is wrong",
        refusal(spark, "my-images-idx3-ubyte"));
  }

  @Test
  void imagesAreNormalizedAndBrokenOnesCounted(SparkSession spark) throws IOException {
    byte[] digit = new byte[784];
    Arrays.fill(digit, 10 * 28 + 10, 10 * 28 + 15, (byte) 255);
    write("pictures/1/a.png", Pictures.plain(digit));
    write("pictures/1/b.PNG", Pictures.plain(new byte[784]));
    write("pictures/broken.png", "text");
    write("pictures/readme.txt", "no picture");

    PredictInput input = open(spark, "pictures");
    List<Row> rows = input.frame().collectAsList();

    assertEquals(InputKind.IMAGES, input.kind());
    assertEquals(OptionalInt.of(784), input.width());
    assertEquals(2, rows.size());
    Row first = rows.get(rows.get(0).getString(0).endsWith("a.png") ? 0 : 1);
    assertEquals("file:" + home + "/pictures/1/a.png", first.getString(0));
    assertEquals(1f, first.getList(1).get(10 * 28 + 12));
    assertEquals(1, input.unreadable().count());
    assertEquals(
        List.of("file:" + home + "/pictures/broken.png: found no PNG, JPEG, GIF or BMP image"),
        input.unreadable().examples());
  }

  @Test
  void namesAndGlobsOfImagesCount(SparkSession spark) throws IOException {
    for (String name : List.of("a.png", "b.png", "c [1].png")) {
      write(name, Pictures.plain(new byte[784]));
    }

    assertEquals(3, open(spark, "*.png").frame().collectAsList().size());
    assertEquals(2, open(spark, "a.png", "c [1].png").frame().collectAsList().size());
  }

  @Test
  void tablesMayHaveAnyNumbers(SparkSession spark) throws IOException {
    write("ints.json", "{\"features\":[0,1,1],\"name\":\"a\"}\n");
    write("doubles.jsonl", "{\"features\":[0.5,0.25,1e0]}\n");

    Dataset<Row> ints = open(spark, "ints.json").frame();
    assertEquals(List.of(0f, 1f, 1f), ints.first().getList(0));
    assertEquals("a", ints.first().getString(1));
    PredictInput doubles = open(spark, "doubles.jsonl");
    assertEquals(OptionalInt.empty(), doubles.width());
    assertEquals(List.of(0.5f, 0.25f, 1f), doubles.frame().first().getList(0));
  }

  @Test
  void parquetMayHaveVectors(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("id", DataTypes.IntegerType);
    List<Row> rows =
        List.of(
            RowFactory.create(Vectors.dense(0.5, 0, 1), 1),
            RowFactory.create(Vectors.sparse(3, new int[] {2}, new double[] {0.25}), 2));
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(home + "/vectors");

    List<Row> found = open(spark, "vectors").frame().orderBy("id").collectAsList();

    assertEquals(List.of(0.5f, 0f, 1f), found.get(0).getList(0));
    assertEquals(List.of(0f, 0f, 0.25f), found.get(1).getList(0));
  }

  @Test
  void whatIsNoTableOfFeaturesIsRefused(SparkSession spark) throws IOException {
    write("pixels.json", "{\"pixels\":[0,1,1],\"name\":\"a\"}\n");
    write("text.json", "{\"features\":\"0 1 1\"}\n");
    write("broken.parquet", "text");

    assertEquals(
        "H/pixels.json: expected a column features, an array of numbers in [0,1], found name, pixels;"
            + " name or make such a column",
        refusal(spark, "pixels.json"));
    assertEquals(
        "H/text.json: expected a column features, an array of numbers in [0,1], found features of type"
            + " string; name or make such a column",
        refusal(spark, "text.json"));
    String broken = refusal(spark, "broken.parquet");
    assertTrue(
        broken.startsWith("H/broken.parquet: expected readable PARQUET files, found"), broken);
  }

  @Test
  void nothingFoundIsSaid(SparkSession spark) throws IOException {
    Files.createDirectory(home.resolve("empty"));
    write("hidden/_temporary/part.parquet", "x");
    write("notes.txt", "text");

    String nothing =
        ": expected IDX, PNG, Parquet or JSON files or a folder of them, found nothing of that name;"
            + " check the path";
    assertEquals("H/none" + nothing, refusal(spark, "none"));
    assertEquals("H/*.png" + nothing, refusal(spark, "*.png"));
    for (String folder : List.of("empty", "hidden")) {
      assertEquals(
          "H/"
              + folder
              + ": expected IDX, PNG, JPEG, Parquet or JSON files in the folder, found none; name"
              + " other files",
          refusal(spark, folder));
    }
    assertEquals(
        "H/notes.txt: expected IDX, PNG, JPEG, Parquet or JSON content, found none; name other files",
        refusal(spark, "notes.txt"));
  }

  @Test
  void kindsAreNotMixed(SparkSession spark) throws IOException {
    write("a.png", Pictures.plain(new byte[784]));
    write("a.json", "{\"features\":[0]}\n");
    IdxFixture.folder(home.resolve("one"), IdxFixture.images(1), IdxFixture.labels(1));
    IdxFixture.folder(home.resolve("two"), IdxFixture.images(1), IdxFixture.labels(1));

    assertEquals(
        "`input`: expected inputs of one kind, found [IMAGES, JSON]; predict them one by one",
        refusal(spark, "a.json", "a.png"));
    assertEquals(
        "`input`: expected one IDX folder or IDX image file, found 2 paths; predict them one by one",
        refusal(spark, "one", "two"));
  }
}
