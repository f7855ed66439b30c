package org.mnistspark.job;

import java.time.Instant;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.PredictJson;
import org.mnistspark.run.store.OutputFolder;
import org.mnistspark.spark.input.PredictInput;
import org.mnistspark.spark.scoring.Scoring;
import org.mnistspark.spark.session.TaskCores;

/** Writes what a saved model says about images. */
public final class PredictJob {
  private final SparkSession spark;
  private final Console console;

  /** A job of this session that reports to this console. */
  public PredictJob(SparkSession spark, Console console) {
    this.spark = spark;
    this.console = console;
  }

  /**
   * Runs to the end. The output appears when it is whole, and what it replaces goes only then.
   *
   * @return how many rows were predicted
   * @throws DataException when model or inputs are missing, malformed or do not fit each other
   */
  public long run(PredictConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    OutputFolder output =
        OutputFolder.of(hadoop, config.output(), PredictJson.NAME, config.overwrite());
    console.phase("opening model and input");
    int cores = TaskCores.of(spark.sparkContext());
    SavedModel model = SavedModels.read(spark, config.model());
    Signature signature = model.signature();
    console.examples(signature.shape());
    PredictInput input = PredictInput.open(spark, config.inputs(), config.split(), signature);
    Classifier classifier =
        input.kind().isTable() ? model.forTables(cores) : model.forImages(cores);
    model.normalizer().ifPresent(console::normalizer);
    check(config, classifier, input, output);
    console.note("Input: " + input.description());

    console.phase("predicting");
    long start = System.nanoTime();
    try (Scoring scoring = new Scoring(spark, classifier)) {
      Dataset<Row> scored =
          scoring.score(pixels(input, classifier, signature), config.keepFeatures());
      Dataset<Row> table = PredictTables.of(config.format(), scored, signature);
      write(config, input, classifier, scoring, table, output);
      double seconds = (System.nanoTime() - start) / 1e9;
      console.predicted(scoring.rows(), seconds, output.path().toString());
      console.done();
      return scoring.rows();
    }
  }

  /** Grey levels of a table as the pixels in [0,1] that a model of pictures takes. */
  private static Dataset<Row> pixels(
      PredictInput input, Classifier classifier, Signature signature) {
    return input.kind().isTable() && classifier.takesPixels() && signature.isImage()
        ? PixelUnit.ofTable(input.frame())
        : input.frame();
  }

  private void write(
      PredictConfig config,
      PredictInput input,
      Classifier classifier,
      Scoring scoring,
      Dataset<Row> table,
      OutputFolder output) {
    Path temporary = output.create();
    try {
      // Append: the folder is there, and nobody else's.
      table
          .write()
          .format(config.format().id())
          .option("header", true)
          .mode(SaveMode.Append)
          .save(temporary.toString());
      console.warnings(PredictWarnings.of(input, classifier, scoring));
      output.publish(
          PredictJson.render(
              config.model(),
              input.paths(),
              config.format().id(),
              scoring.rows(),
              input.unreadable().count(),
              Instant.now()));
    } catch (Throwable e) {
      // Also Spark's checked exceptions, which Scala does not declare.
      output.discard(e);
      throw e;
    }
  }

  private static void check(
      PredictConfig config, Classifier classifier, PredictInput input, OutputFolder output) {
    int width = input.width().orElse(classifier.inputs());
    if (width != classifier.inputs()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected images of %d values for the model %s, found %d; name images that the model was trained for",
              input.paths().get(0),
              classifier.inputs(),
              config.model(),
              width));
    }
    for (String path : input.paths()) {
      if (output.holds(new Path(path))) {
        throw new ConfigurationException(
            "`output`: expected another folder than the input's, found " + output.path());
      }
    }
  }
}
