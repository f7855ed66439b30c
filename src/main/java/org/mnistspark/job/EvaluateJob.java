package org.mnistspark.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.report.Console;
import org.mnistspark.report.RunReport;
import org.mnistspark.run.record.ConfusionMatrixCsv;
import org.mnistspark.run.record.DataProvenance;
import org.mnistspark.run.record.Environment;
import org.mnistspark.run.record.MetricsJson;
import org.mnistspark.run.record.RunJson;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;
import org.mnistspark.run.store.RunLocation;
import org.mnistspark.spark.labelled.LabelledData;
import org.mnistspark.spark.labelled.LabelledFiles;
import org.mnistspark.spark.labelled.LabelledSet;
import org.mnistspark.spark.scoring.DistributedEvaluation;
import org.mnistspark.spark.session.TaskCores;

/** Evaluates a saved model on a test set. */
public final class EvaluateJob {
  private final SparkSession spark;
  private final Console console;

  /** A job of this session that reports to this console. */
  public EvaluateJob(SparkSession spark, Console console) {
    this.spark = spark;
    this.console = console;
  }

  /**
   * Runs to the end.
   *
   * @throws DataException when model or data are missing, malformed or do not fit each other
   */
  public Metrics run(EvaluateConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Optional<RunLocation> output = config.output().map(at -> RunLocation.ofFolder(hadoop, at));
    output.ifPresent(at -> existing(config).check(at));
    output.ifPresent(EvaluateJob::keepTraining);

    console.phase("evaluating");
    SavedModel model = SavedModels.read(spark, config.model());
    Signature signature = model.signature();
    int cores = TaskCores.of(spark.sparkContext());
    LabelledFiles files = LabelledFiles.of(hadoop, config.data());
    LabelledSet test = LabelledData.evaluation(spark, files, config.choice(), signature);
    boolean levels = test.isGreyLevels();
    Classifier classifier = levels ? model.forImages(cores) : model.forTables(cores);
    model.normalizer().ifPresent(console::normalizer);
    console.dataSet(
        Split.TEST.option(), test.count(), signature.shape(), test.type(), test.firstLabels());
    Dataset<Row> frame =
        !levels && classifier.takesPixels() && signature.isImage()
            ? PixelUnit.of(test.frame(), signature.inputs())
            : test.frame();
    Examination examination =
        DistributedEvaluation.examine(
            frame, classifier, config.samplePredictions(), RunReport.MISTAKES);
    Metrics metrics = examination.metrics();
    console.metrics(metrics, signature.classes());
    console.predictions(
        examination.samples().stream().map(ScoredExample::prediction).toList(),
        signature.classes());
    output.ifPresent(at -> publish(at, config, classifier, files, signature, examination));
    console.done();
    return metrics;
  }

  private void publish(
      RunLocation at,
      EvaluateConfig config,
      Classifier classifier,
      LabelledFiles files,
      Signature signature,
      Examination test) {
    RunDirectory directory = at.create(config.overwrite());
    String name = directory.runId();
    ContentDigest digest = files.digest();
    String kind = digest.kind().id();
    Metrics metrics = test.metrics();
    directory.publish(
        RunFiles.METRICS, MetricsJson.render(name, kind, metrics, signature.classes()));
    directory.publish(
        RunFiles.CONFUSION_MATRIX,
        ConfusionMatrixCsv.render(metrics.confusion(), signature.classes()));
    DataProvenance data =
        new DataProvenance(
            config.data(),
            kind,
            digest.sha256(),
            Map.of(Split.TEST.option(), metrics.examples()),
            Optional.of(signature));
    new RunReport(
            name,
            kind,
            signature,
            test,
            Optional.empty(),
            Mlp.of(classifier),
            RunJson.evaluation(name, config.model(), data, Environment.current(spark.version())),
            List.of())
        .publish(directory, console::warning);
    directory.succeed();
    console.runDirectory(directory.location(), directory.contents());
  }

  /** --overwrite is for another evaluation; a trained model is worth more than that. */
  private static void keepTraining(RunLocation at) {
    at.reopen()
        .filter(run -> run.exists(RunFiles.MODEL) || run.exists(RunFiles.CHECKPOINTS))
        .ifPresent(
            run -> {
              throw new ConfigurationException(
                  "`output`: expected an earlier evaluation to overwrite at "
                      + run.location()
                      + ", found a training run; it was left alone: name another folder");
            });
  }

  private static ExistingRun existing(EvaluateConfig config) {
    return config.overwrite() ? ExistingRun.OVERWRITE : ExistingRun.REFUSE;
  }
}
