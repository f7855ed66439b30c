package org.mnistspark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.store.OutputException;
import org.mnistspark.run.store.RunLocation;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlpCheckpointTest {
  private static final int EPOCHS = 25;

  private static MlpClassifier classifier(Path folder) {
    return Tables.quick()
        .setEpochs(EPOCHS)
        .setValidationIndicatorCol("held_out")
        .setEarlyStoppingPatience(EPOCHS)
        .setCheckpointDir(folder.toUri().toString());
  }

  private static Dataset<Row> table(SparkSession spark, long seed) {
    return Tables.clouds(spark, 120, seed).selectExpr("*", "id % 5 = 0 as held_out");
  }

  private static List<Path> files(Path folder, String end) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cancels whatever runs once there is a checkpoint. */
  private static final class Killer extends SparkListener {
    private final SparkContext context;
    private final Path folder;

    Killer(SparkContext context, Path folder) {
      this.context = context;
      this.folder = folder;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      if (!files(folder, ".ckpt").isEmpty()) {
        context.cancelAllJobs();
      }
    }
  }

  private static void fitAndDie(SparkSession spark, MlpClassifier classifier, Path folder) {
    Killer killer = new Killer(spark.sparkContext(), folder);
    spark.sparkContext().addSparkListener(killer);
    try {
      SparkException died =
          assertThrows(SparkException.class, () -> classifier.fit(table(spark, 1)));
      assertTrue(died.getMessage().contains("cancelled"), died.getMessage());
    } finally {
      spark.sparkContext().removeSparkListener(killer);
    }
  }

  @Test
  void goesOnFromTheLastCheckpointToTheSameBits(SparkSession spark, @TempDir Path folder) {
    MlpClassifier classifier = classifier(folder);
    fitAndDie(spark, classifier, folder);
    Path left = files(folder, ".ckpt").get(0).getParent().getParent();
    Checkpoint checkpoint =
        new Checkpoints(
                RunLocation.ofRun(
                        new Configuration(), folder.toString(), left.getFileName().toString())
                    .reopen()
                    .orElseThrow())
            .newest(warning -> {})
            .orElseThrow();

    MlpClassificationModel model = classifier.fit(table(spark, 1));
    MlpClassificationModel expected =
        classifier(folder).setCheckpointInterval(-1).fit(table(spark, 1));

    assertArrayEquals(expected.weights(), model.weights());
    assertEquals(expected.summary().keptEpoch(), model.summary().keptEpoch());
    List<EpochSummary> epochs = model.summary().epochs();
    assertEquals(EPOCHS, epochs.size());
    for (int i = 0; i < epochs.size(); i++) {
      assertEquals(expected.summary().epochs().get(i).loss(), epochs.get(i).loss());
      assertEquals(
          expected.summary().epochs().get(i).validationLoss(), epochs.get(i).validationLoss());
    }
    // Not trained again: the same seconds.
    assertFalse(checkpoint.history().isEmpty());
    for (int i = 0; i < checkpoint.history().size(); i++) {
      assertEquals(checkpoint.history().get(i).seconds(), epochs.get(i).seconds());
    }
    assertFalse(Files.exists(left), "a fit that is done needs no checkpoint");
  }

  @Test
  void otherRowsOrSettingsBeginAnew(SparkSession spark, @TempDir Path folder) {
    fitAndDie(spark, classifier(folder), folder);
    List<Path> left = files(folder, ".ckpt");

    List<MlpClassificationModel> models =
        List.of(
            classifier(folder).fit(table(spark, 2)),
            classifier(folder).setSeed(43).fit(table(spark, 1)),
            classifier(folder).fit(table(spark, 1).orderBy("features")));

    models.forEach(model -> assertEquals(EPOCHS, model.summary().epochs().size()));
    assertEquals(left, files(folder, ".ckpt"), "checkpoints of another fit stay");
  }

  @Test
  void writesAfterEveryIntervalAlone(SparkSession spark, @TempDir Path folder) {
    MlpClassifier classifier = classifier(folder).setCheckpointInterval(10);
    fitAndDie(spark, classifier, folder);

    assertTrue(
        files(folder, ".ckpt").stream()
            .allMatch(file -> file.getFileName().toString().matches("epoch-0000[12]0-.*")),
        files(folder, ".ckpt").toString());
  }

  @Test
  void refusesAFolderThatCannotBeWritten(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    OutputException refused =
        assertThrows(OutputException.class, () -> classifier(file).fit(table(spark, 1)));

    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> classifier(folder).setCheckpointInterval(0));
  }
}
