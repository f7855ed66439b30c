package org.mnistspark.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.NormalizedClassifier;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.report.Console;
import org.mnistspark.report.Phases;
import org.mnistspark.report.TrainingReport;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoint.Best;
import org.mnistspark.run.checkpoint.Checkpoint.Totals;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.Provenance;
import org.mnistspark.run.record.RunIdentity;
import org.mnistspark.run.record.TrainingSummary;
import org.mnistspark.run.record.Validation;
import org.mnistspark.spark.scoring.DistributedEvaluation;

/** A network in training on the cluster, epoch by epoch. */
final class Training implements AutoCloseable {
  private final TrainingConfig config;
  private final LoadedData data;
  private final Trainer trainer;
  private final int workers;
  private final List<EpochHistory> history = new ArrayList<>();
  private Totals totals = new Totals(0, 0, 0);
  private double partialSeconds;
  private double secondsBefore;
  private double averagingSeconds;
  private double evaluationSeconds;
  private Optional<Best> best = Optional.empty();

  private Training(TrainingConfig config, LoadedData data, Trainer trainer, int workers) {
    this.config = config;
    this.data = data;
    this.trainer = trainer;
    this.workers = workers;
  }

  /**
   * Initial weights, and the training set dealt out to the workers.
   *
   * @param from the model whose weights training begins with
   */
  static Training start(
      SparkSession session,
      TrainConfig config,
      LoadedData data,
      Optional<SavedModel> from,
      Averaging averaging,
      int workers,
      Console console) {
    MultiLayerConfiguration network =
        Networks.configuration(
            config.network().settings(data.inputs(), data.classes(), config.training().seed()));
    MultiLayerNetwork initial = Networks.init(network);
    from.ifPresent(model -> begin(initial, model));
    Trainer trainer =
        switch (config.training().master()) {
          case AVERAGING ->
              new EngineTrainer(
                  initial,
                  data.train(),
                  workers,
                  averaging,
                  new EngineListener() {
                    @Override
                    public void progress(Progress at) {
                      console.progress(at);
                    }
                  });
          case DL4J -> Dl4jSpark.train(session, initial, data, workers, averaging);
        };
    return new Training(config.training(), data, trainer, workers);
  }

  private static void begin(MultiLayerNetwork network, SavedModel from) {
    MultiLayerNetwork model = from.network();
    String expected = Networks.summary(network);
    String found = Networks.summary(model);
    if (!found.equals(expected)) {
      throw new ConfigurationException(
          "`from`: expected a model of the layers %s, found %s; set `hidden` and `activation` as the model has them, and name data of its classes"
              .formatted(Networks.layers(network), Networks.layers(model)));
    }
    network.setParams(model.params());
  }

  /** Whether there is an epoch left to train. */
  boolean hasNextEpoch() {
    return history.size() < config.epochs() && !patienceIsOver();
  }

  private boolean patienceIsOver() {
    return best.isPresent()
        && history.size() - best.get().epoch() >= config.earlyStoppingPatience().orElseThrow();
  }

  /**
   * Trains one epoch, or what is left of it, then evaluates. The seconds are those of training
   * alone.
   *
   * @param stop asked where training can be stopped
   * @return empty if training was stopped
   */
  Optional<EpochHistory> epoch(BooleanSupplier stop) {
    long start = System.nanoTime();
    boolean complete = trainer.train(stop);
    partialSeconds += (System.nanoTime() - start) / 1e9;
    if (!complete) {
      return Optional.empty();
    }
    Progress outcome = trainer.progress();
    long evaluation = System.nanoTime();
    Metrics metrics = DistributedEvaluation.evaluate(data.evaluation(), classifier());
    evaluationSeconds += (System.nanoTime() - evaluation) / 1e9;
    averagingSeconds += trainer.averagingSeconds();
    EpochHistory epoch =
        new EpochHistory(
            history.size() + 1,
            outcome.loss(),
            outcome.accuracy(),
            metrics.loss(),
            metrics.accuracy(),
            partialSeconds,
            outcome.examples() / partialSeconds);
    totals =
        new Totals(
            totals.seconds() + partialSeconds,
            totals.examples() + outcome.examples(),
            totals.rounds() + outcome.rounds());
    partialSeconds = 0;
    history.add(epoch);
    if (config.earlyStoppingPatience().isPresent()
        && (best.isEmpty() || epoch.evalLoss() < best.get().loss())) {
      best = Optional.of(new Best(epoch.epoch(), epoch.evalLoss(), trainer.state().model()));
    }
    return Optional.of(epoch);
  }

  /** Epochs trained so far. */
  List<EpochHistory> history() {
    return List.copyOf(history);
  }

  /** The weights of the best epoch, where early stopping has looked for it. */
  void restoreBest() {
    if (best.isPresent() && best.get().epoch() < history.size()) {
      trainer.restore(
          new TrainingState(best.get().state(), Progress.begin(best.get().epoch() + 1)));
    }
  }

  /** All that it takes to go on from here. */
  Checkpoint checkpoint(RunIdentity identity) {
    return new Checkpoint(identity, trainer.state(), partialSeconds, history, totals, best);
  }

  /** Continues from a checkpoint. */
  void restore(Checkpoint checkpoint) {
    trainer.restore(checkpoint.state());
    history.addAll(checkpoint.history());
    totals = checkpoint.totals();
    partialSeconds = checkpoint.partialSeconds();
    best = checkpoint.best();
    secondsBefore = totals.seconds() + partialSeconds;
  }

  /** Progress within the current epoch. */
  Progress progress() {
    return trainer.state().progress();
  }

  /** OpenBLAS' kernels in use, by process: the driver's, and those of executors that trained. */
  SortedMap<String, String> kernels() {
    return trainer.kernels();
  }

  MultiLayerNetwork network() {
    return trainer.network();
  }

  /** The network as it is now, for features as they were found. */
  Classifier classifier() {
    Classifier network = trainer.classifier();
    return data.normalizer()
        .<Classifier>map(normalizer -> new NormalizedClassifier(normalizer, network))
        .orElse(network);
  }

  /**
   * The network as it is now, for normalized features; empty if it is not one of dense layers, or
   * if pictures, which it would be shown, are not what it takes.
   */
  Optional<Mlp> mlp() {
    boolean shown = data.normalizer().isPresent() && data.signature().isImage();
    return shown ? Optional.empty() : Mlp.of(trainer.classifier());
  }

  /** How long averaging took since this start of the run; part of the training time. */
  double averagingSeconds() {
    return averagingSeconds;
  }

  /** How long the evaluations after the epochs took since this start of the run. */
  double evaluationSeconds() {
    return evaluationSeconds;
  }

  /**
   * What metrics.json says.
   *
   * @param test of the final network
   */
  TrainingSummary summary(String runId, Metrics test) {
    EpochHistory last = history.get(history.size() - 1);
    return new TrainingSummary(
        runId,
        data.digest().kind().id(),
        test,
        data.validation().map(frame -> validation()),
        last.trainAccuracy(),
        last.trainLoss(),
        totals.seconds(),
        totals.examples() / totals.seconds(),
        totals.rounds(),
        workers,
        last.epoch());
  }

  /** What the report says about it. */
  TrainingReport report(TrainingSummary summary, Provenance provenance) {
    Duration total = Duration.between(provenance.start(), provenance.end().orElseThrow());
    Phases phases =
        new Phases(
            summary.trainSeconds(),
            averagingSeconds > 0 ? OptionalDouble.of(averagingSeconds) : OptionalDouble.empty(),
            evaluationSeconds,
            secondsBefore + total.toMillis() / 1e3);
    return new TrainingReport(
        summary,
        history,
        phases,
        provenance.averaging(),
        FeatureNormalizer.unit(data.signature(), data.normalizer()));
  }

  /** Validation figures of the epoch whose weights are kept. */
  private Validation validation() {
    int bestEpoch =
        Collections.min(history, Comparator.comparingDouble(EpochHistory::evalLoss)).epoch();
    EpochHistory kept = history.get(best.map(Best::epoch).orElse(history.size()) - 1);
    return new Validation(data.validationCount(), kept.evalAccuracy(), kept.evalLoss(), bestEpoch);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
