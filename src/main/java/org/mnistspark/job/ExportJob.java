package org.mnistspark.job;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.export.OnnxModel;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.RunResult;
import org.mnistspark.run.store.Content;
import org.mnistspark.run.store.OutputFile;

/** Writes a saved model in another format. */
public final class ExportJob {
  private final SparkSession spark;
  private final Console console;

  /**
   * A job that reports to this console.
   *
   * @param spark knows the file systems; no task runs
   */
  public ExportJob(SparkSession spark, Console console) {
    this.spark = spark;
    this.console = console;
  }

  /**
   * Runs to the end.
   *
   * @throws org.mnistspark.data.DataException when the model is missing, malformed or of layers
   *     that the format's writer does not know
   * @throws org.mnistspark.run.store.OutputExistsException when the output exists
   * @throws ConfigurationException when the output is the model itself
   */
  public void run(ExportConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    OutputFile output = OutputFile.of(hadoop, config.output(), config.overwrite());
    console.phase("exporting");
    SavedModel model = SavedModels.read(spark, config.model());
    if (SavedModels.isAt(hadoop, config.model(), output.path())) {
      throw new ConfigurationException(
          "`output`: expected another file than the model's, found " + output.path());
    }
    model.normalizer().ifPresent(console::normalizer);
    output.publish(
        switch (config.format()) {
          case ONNX -> onnx(hadoop, model);
        });
    console.line("Model: " + output.path());
    console.done();
  }

  private static Content onnx(Configuration hadoop, SavedModel model) {
    Mlp network = model.mlp();
    Signature signature = model.signature();
    Optional<RunResult> result = SavedModels.result(hadoop, model.name());
    return out -> OnnxModel.write(network, model.featureNormalizer(), signature, result, out);
  }
}
