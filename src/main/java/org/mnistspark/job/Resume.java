package org.mnistspark.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.run.Checkpoint;
import org.mnistspark.run.DataProvenance;
import org.mnistspark.run.FinishedRun;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunIdentity;

/** Whether a run may go on where an earlier start of it was, and what a finished one says. */
final class Resume {
  private Resume() {}

  /**
   * The result of a run that is finished. Its data is looked at only where another folder is named.
   *
   * @throws ConfigurationException when it was another run
   */
  static TrainResult finished(
      SparkSession spark, Configuration hadoop, TrainConfig config, RunDirectory directory) {
    FinishedRun run = FinishedRun.of(directory);
    OptionalInt workers =
        config.workers().isPresent() ? config.workers() : run.identity().workers();
    AveragingChoice averaging = AveragingChoice.of(config, workers.orElse(1));
    DataProvenance data = data(hadoop, config, run.data());
    RunIdentity wanted =
        RunIdentity.of(
            Provenances.of(
                spark, config, data, averaging, directory.runId(), Instant.EPOCH, List.of()));
    requireSame(run.identity(), wanted, directory.location());
    return new TrainResult(
        TrainResult.Status.SUCCEEDED,
        directory.runId(),
        directory.location(),
        run.data().kind(),
        OptionalDouble.of(run.testAccuracy()),
        OptionalDouble.of(run.testLoss()),
        run.epochs(),
        averaging.workers(),
        true);
  }

  private static DataProvenance data(
      Configuration hadoop, TrainConfig config, DataProvenance recorded) {
    if (config.data().isEmpty() || config.data().get().equals(recorded.uri())) {
      return recorded;
    }
    String uri = config.data().get();
    return new DataProvenance(uri, recorded.kind(), Digests.of(hadoop, uri).sha256(), Map.of());
  }

  /** What the run was when it began; empty if it died before it could say so. */
  static Optional<RunIdentity> began(RunDirectory directory, Optional<Checkpoint> checkpoint) {
    if (checkpoint.isPresent()) {
      return checkpoint.map(Checkpoint::identity);
    }
    return RunIdentity.of(directory);
  }

  /**
   * Refuses to go on with what another run has left.
   *
   * @throws ConfigurationException naming the first difference
   */
  static void requireSame(RunIdentity before, RunIdentity now, String directory) {
    before
        .difference(now)
        .ifPresent(
            difference -> {
              throw new ConfigurationException(
                  "`resume`: %s; the run at %s began otherwise: use its settings and data, or another `run-id`"
                      .formatted(difference, directory));
            });
  }
}
