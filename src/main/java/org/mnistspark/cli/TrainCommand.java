package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.job.ConfigurationException;
import org.mnistspark.job.ExistingRun;
import org.mnistspark.job.TrainConfig;
import org.mnistspark.job.TrainJob;
import org.mnistspark.job.TrainResult;
import org.mnistspark.job.TrainingMasterChoice;
import org.mnistspark.report.Console;
import org.mnistspark.spark.Sessions;
import org.mnistspark.spark.Termination;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}. */
@Command(
    name = "train",
    description = "Trains the network and leaves model, metrics and history in a run directory.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
  private final PrintStream out;
  private final Termination termination;

  @Option(
      names = "--data",
      paramLabel = "URI",
      description =
          "Folder with the four IDX files, plain or .gz. auto: data/mnist, else downloaded from public mirrors, else"
              + " (offline) synthetic digits.")
  private Place data;

  @Option(names = "--output", paramLabel = "URI", description = "Folder of run directories.")
  private Place output;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Name of this run's directory; auto: the UTC time, with -2, -3, ... when it is taken.")
  private String runId;

  @Option(names = "--overwrite", description = "Replace an existing run directory.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Go on from the last checkpoint of a run that died; a finished run is the result, one that never began begins.")
  private boolean resume;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Examples per minibatch and worker; auto: by worker count, 128 for few, less for many.")
  private String batchSize;

  @Option(
      names = "--hidden",
      paramLabel = "UNITS",
      split = ",",
      description = "Units of each hidden layer: 512 or 512,256.")
  private List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Of the hidden layers: relu, leakyrelu, tanh, sigmoid, identity.")
  private HiddenActivation activation;

  @Option(names = "--updater", paramLabel = "NAME", description = "rmsprop, adam, sgd, nesterovs.")
  private UpdaterChoice updater;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Of one replica.")
  private double learningRate;

  @Option(names = "--l2", paramLabel = "X", description = "Weight decay on weights, not biases.")
  private double l2;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Replicas; auto: the cluster's cores.")
  private String workers;

  @Option(
      names = "--training-master",
      paramLabel = "NAME",
      description = "Who distributes the training: averaging (fast), dl4j (DL4J's own).")
  private TrainingMasterChoice trainingMaster;

  @Option(
      names = "--averaging-frequency",
      paramLabel = "K",
      description =
          "Minibatches per replica between averagings; auto: by worker count (averaging) or 64 (dl4j).")
  private String averagingFrequency;

  @Option(
      names = "--outer-momentum",
      paramLabel = "X",
      description =
          "Momentum of the step that follows each averaging, 0 for plain averaging; auto: by worker count.")
  private String outerMomentum;

  @Option(
      names = "--outer-nesterov",
      paramLabel = "true|false",
      description = "Nesterov's form of the outer momentum; auto: by worker count.")
  private String outerNesterov;

  @Option(
      names = "--learning-rate-scaling",
      paramLabel = "NAME",
      description =
          "Of the learning rate by the examples of all workers: none, sqrt, linear; auto: by worker count.")
  private String learningRateScaling;

  @Option(
      names = "--learning-rate-schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate over the epochs: constant, step, exponential, linear, cosine; auto: linear (averaging) or"
              + " constant (dl4j).")
  private String learningRateSchedule;

  @Option(
      names = "--warmup-rounds",
      paramLabel = "N",
      description = "First averaging rounds over which the learning rate rises to its height.")
  private int warmupRounds;

  @Option(
      names = "--validation-fraction",
      paramLabel = "X",
      description =
          "Part of the training set that is held out and evaluated after every epoch, instead of the test set.")
  private double validationFraction;

  @Option(
      names = "--early-stopping-patience",
      paramLabel = "N",
      description =
          "Stop after so many epochs without a lower validation loss, and keep the best weights; off: never.")
  private String earlyStoppingPatience;

  @Option(names = "--seed", paramLabel = "N", description = "Everything random derives from it.")
  private long seed;

  @Option(
      names = "--sample-predictions",
      paramLabel = "N",
      description = "First test images whose predictions are shown and kept.")
  private int samplePredictions;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Epochs between checkpoints; 0: none.")
  private int checkpointEvery;

  // Declared for the help page and so that it is a known option: Defaults reads it before parsing.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with other defaults, keys as in conf/mnist.properties.")
  private String config;

  @Mixin private ConsoleOptions console;

  TrainCommand(PrintStream out, Termination termination) {
    this.out = out;
    this.termination = termination;
  }

  @Override
  public Integer call() throws IOException {
    // Before a session starts: wrong settings need none.
    TrainConfig settings = settings();
    TrainJob.loadLibraries();
    termination.watch();
    try (Console shown = console.open(out)) {
      shown.phase("starting Spark");
      TrainResult result =
          Sessions.run(
              "mnist-spark train",
              SessionDefaults.SETTINGS,
              spark -> new TrainJob(spark, shown).run(settings, termination));
      out.println(ResultLine.of(result));
      return result.status() == TrainResult.Status.SUCCEEDED ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private TrainConfig settings() {
    return new TrainConfig(
        unlessAuto(data.text()),
        "data",
        output.text(),
        unlessAuto(runId),
        existing(),
        epochs,
        Numbers.unlessAuto("--batch-size", batchSize),
        hidden,
        activation,
        updater,
        learningRate,
        l2,
        Numbers.unlessAuto("--workers", workers),
        trainingMaster,
        Numbers.unlessAuto("--averaging-frequency", averagingFrequency),
        Numbers.fractionUnlessAuto("--outer-momentum", outerMomentum),
        Numbers.flagUnlessAuto("--outer-nesterov", outerNesterov),
        Numbers.nameUnlessAuto(
            "--learning-rate-scaling", learningRateScaling, LearningRateScaling.class),
        Numbers.nameUnlessAuto(
            "--learning-rate-schedule", learningRateSchedule, LearningRateSchedule.class),
        warmupRounds,
        validationFraction,
        Numbers.whole("--early-stopping-patience", earlyStoppingPatience, "off"),
        seed,
        samplePredictions,
        checkpointEvery);
  }

  private ExistingRun existing() {
    if (overwrite && resume) {
      throw new ConfigurationException(
          "expected --overwrite or --resume, found both; --resume keeps what the run has, --overwrite does not");
    }
    if (resume && runId.equals(Numbers.AUTO)) {
      throw new ConfigurationException(
          "--resume: expected the --run-id of the run to go on with, found auto; name it");
    }
    if (resume) {
      return ExistingRun.RESUME;
    }
    return overwrite ? ExistingRun.OVERWRITE : ExistingRun.REFUSE;
  }

  private static Optional<String> unlessAuto(String value) {
    return value.equals(Numbers.AUTO) ? Optional.empty() : Optional.of(value);
  }
}
