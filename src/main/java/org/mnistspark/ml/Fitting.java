package org.mnistspark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.NetworkStates;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.engine.Dealing;
import org.mnistspark.engine.Engine;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.engine.Network;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoint.Best;
import org.mnistspark.run.checkpoint.Checkpoint.Totals;
import org.mnistspark.run.record.EpochHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training, epoch by epoch. */
final class Fitting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

  private final Engine engine;
  private final HeldOut heldOut;
  private final FitSettings settings;
  private final Topology topology;
  private final long examples;
  private final int workers;
  private final Averaging averaging;
  private final List<EpochSummary> history = new ArrayList<>();
  private final Optional<FitCheckpoints> checkpoints;
  private Totals totals = new Totals(0, 0, 0);
  private Optional<Best> best = Optional.empty();

  private Fitting(
      Engine engine,
      HeldOut heldOut,
      FitSettings settings,
      Topology topology,
      long examples,
      int workers,
      Averaging averaging,
      Optional<FitCheckpoints> checkpoints) {
    this.engine = engine;
    this.heldOut = heldOut;
    this.settings = settings;
    this.topology = topology;
    this.examples = examples;
    this.workers = workers;
    this.averaging = averaging;
    this.checkpoints = checkpoints;
  }

  /**
   * Deals out the examples.
   *
   * @param initial whose weights are the first ones; empty: random ones
   * @throws IllegalArgumentException when its layers are others
   */
  static Fitting start(
      TrainingRows rows, HeldOut heldOut, FitSettings settings, Optional<Mlp> initial) {
    NetworkSettings layers = settings.network(rows.inputs(), rows.classes().count());
    MultiLayerConfiguration configuration = Networks.configuration(layers);
    Network network = Networks.forEngine(configuration);
    ModelState state = initialState(configuration, network.topology(), initial);
    int workers = settings.workers().orElseGet(() -> parallelism(rows));
    Averaging averaging = settings.averaging(workers, rows.examples());
    Optional<FitCheckpoints> checkpoints =
        settings
            .checkpointFolder()
            .map(
                folder ->
                    FitCheckpoints.of(
                        rows.hadoopConfiguration(),
                        folder,
                        settings.checkpointInterval(),
                        settings.identity(layers, workers, averaging, initial, rows.digest())));
    Optional<Checkpoint> newest = checkpoints.flatMap(FitCheckpoints::newest);
    Engine engine =
        Engine.start(
            rows.examples(new Dealing(workers, averaging.seed())),
            workers,
            network,
            averaging,
            state,
            new EngineListener() {});
    Fitting fitting =
        new Fitting(
            engine,
            heldOut,
            settings,
            network.topology(),
            rows.examples(),
            workers,
            averaging,
            checkpoints);
    boolean done = false;
    try {
      newest.ifPresent(fitting::restore);
      done = true;
      return fitting;
    } finally {
      if (!done) {
        fitting.close();
      }
    }
  }

  /** No more workers than examples. */
  private static int parallelism(TrainingRows rows) {
    return (int) Math.min(rows.parallelism(), rows.examples());
  }

  // One at a time: DL4J draws weights from a generator that it seeds, and promises nothing about
  // threads.
  private static synchronized ModelState initialState(
      MultiLayerConfiguration configuration, Topology topology, Optional<Mlp> initial) {
    ModelState fresh = NetworkStates.read(Networks.init(configuration));
    if (initial.isEmpty()) {
      return fresh;
    }
    if (!initial.get().topology().equals(topology)) {
      throw new IllegalArgumentException(
          "initialModel: expected a model of %s, found one of %s; set hidden and activation to the model's, and use its data"
              .formatted(topology, initial.get().topology()));
    }
    return new ModelState(initial.get().weights(), fresh.updater(), fresh.momentum(), 0);
  }

  /** Trains to the end. */
  MlpTrainingSummary run() {
    while (history.size() < settings.epochs() && !patienceIsOver()) {
      epoch();
      if (history.size() < settings.epochs()) {
        checkpoints.filter(to -> to.isDue(history.size())).ifPresent(this::save);
      }
    }
    checkpoints.ifPresent(FitCheckpoints::delete);
    return new MlpTrainingSummary(
        history,
        best.map(Best::epoch).orElse(history.size()),
        examples,
        workers,
        averaging.describe(workers, examples));
  }

  private boolean patienceIsOver() {
    return best.isPresent()
        && history.size() - best.get().epoch() >= settings.patience().orElseThrow();
  }

  private void epoch() {
    long start = System.nanoTime();
    engine.epoch(() -> false);
    double seconds = (System.nanoTime() - start) / 1e9;
    Progress outcome = engine.progress();
    Mlp trained = new Mlp(topology, engine.weights());
    Optional<HeldOut.Figures> validation = heldOut.evaluate(trained);
    EpochSummary epoch =
        new EpochSummary(
            history.size() + 1,
            outcome.loss(),
            outcome.accuracy(),
            validation.stream().mapToDouble(HeldOut.Figures::loss).findFirst(),
            validation.stream().mapToDouble(HeldOut.Figures::accuracy).findFirst(),
            seconds,
            outcome.examples() / seconds);
    LOG.info("{}", epoch);
    history.add(epoch);
    totals =
        new Totals(
            totals.seconds() + seconds,
            totals.examples() + outcome.examples(),
            totals.rounds() + outcome.rounds());
    OptionalDouble loss = epoch.validationLoss();
    if (settings.patience().isPresent()
        && (best.isEmpty() || loss.orElseThrow() < best.get().loss())) {
      best = Optional.of(new Best(epoch.epoch(), loss.orElseThrow(), engine.state().model()));
    }
  }

  private void save(FitCheckpoints to) {
    List<EpochHistory> epochs = history.stream().map(EpochSummary::toHistory).toList();
    to.save(new Checkpoint(to.identity(), engine.state(), 0, epochs, totals, best));
  }

  private void restore(Checkpoint checkpoint) {
    engine.restore(checkpoint.state());
    checkpoint.history().forEach(epoch -> history.add(EpochSummary.of(epoch, heldOut.isPresent())));
    totals = checkpoint.totals();
    best = checkpoint.best();
  }

  /** The network: of the best epoch where early stopping has looked for it, else of the last. */
  Mlp network() {
    return new Mlp(topology, best.map(kept -> kept.state().weights()).orElseGet(engine::weights));
  }

  @Override
  public void close() {
    engine.close();
  }
}
