package org.mnistspark.job;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.export.OnnxModel;
import org.mnistspark.report.Console;
import org.mnistspark.report.RunReport;
import org.mnistspark.run.record.ConfusionMatrixCsv;
import org.mnistspark.run.record.MetricsJson;
import org.mnistspark.run.record.PredictionsJson;
import org.mnistspark.run.record.Provenance;
import org.mnistspark.run.record.RunJson;
import org.mnistspark.run.record.RunResult;
import org.mnistspark.run.record.TrainingSummary;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;
import org.mnistspark.spark.scoring.DistributedEvaluation;

/** What a training that came to its end leaves. */
record Results(
    TrainConfig config,
    LoadedData data,
    Training training,
    RunRecord record,
    RunDirectory directory) {

  /** Evaluates the network on the test set, writes and shows everything; {@code _SUCCESS} last. */
  Metrics publish(Console console) {
    console.part("  of it, averaging", training.averagingSeconds());
    console.part("  of it, evaluation", training.evaluationSeconds());
    console.phase("writing the results");
    Classifier classifier = training.classifier();
    Examination test =
        DistributedEvaluation.examine(
            data.test(), classifier, config.run().samplePredictions(), RunReport.MISTAKES);
    Signature signature = data.signature();
    TrainingSummary summary = training.summary(directory.runId(), test.metrics());
    List<Prediction> predictions = test.samples().stream().map(ScoredExample::prediction).toList();

    MultiLayerNetwork network = training.network();
    directory.publish(
        RunFiles.MODEL, out -> ModelFiles.write(network, data.normalizer(), signature, out));
    directory.publish(
        RunFiles.ONNX,
        out ->
            OnnxModel.write(
                Networks.mlp(network),
                data.normalizer(),
                signature,
                Optional.of(RunResult.of(summary)),
                out));
    directory.publish(RunFiles.METRICS, MetricsJson.render(summary, signature.classes()));
    directory.publish(
        RunFiles.CONFUSION_MATRIX,
        ConfusionMatrixCsv.render(summary.test().confusion(), signature.classes()));
    directory.publish(
        RunFiles.PREDICTIONS, PredictionsJson.render(predictions, signature.classes()));
    Provenance ended = record.end();
    new RunReport(
            ended.runId(),
            summary.dataset(),
            signature,
            test,
            Optional.of(training.report(summary, ended)),
            training.mlp(),
            RunJson.render(ended),
            ended.warnings())
        .publish(directory, console::warning);
    directory.succeed();

    console.trained(summary);
    summary
        .validation()
        .ifPresent(
            validation ->
                console.validation(validation, config.training().earlyStoppingPatience()));
    console.metrics(summary.test(), signature.classes());
    console.predictions(predictions, signature.classes());
    console.warnings(data.warnings());
    console.runDirectory(directory.location(), directory.contents());
    console.done();
    return summary.test();
  }
}
