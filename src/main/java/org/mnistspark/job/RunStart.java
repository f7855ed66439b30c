package org.mnistspark.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.record.RunIdentity;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunLocation;

/** A start of a run: where the run will be, and what an earlier start of it left there. */
final class RunStart {
  private final Configuration hadoop;
  private final RunConfig config;
  private final String name;
  private final RunLocation location;
  private final Optional<RunDirectory> earlier;
  private final boolean finished;
  private final Optional<Checkpoint> checkpoint;
  // What the run was when it began; empty for a new one, or if it died before it said so.
  private final Optional<RunIdentity> began;

  private RunStart(
      Configuration hadoop,
      RunConfig config,
      String name,
      RunLocation location,
      Optional<RunDirectory> earlier,
      Consumer<String> warning) {
    this.hadoop = hadoop;
    this.config = config;
    this.name = name;
    this.location = location;
    this.earlier = earlier;
    this.finished = earlier.filter(RunDirectory::finished).isPresent();
    Optional<RunDirectory> unfinished = finished ? Optional.empty() : earlier;
    this.checkpoint = unfinished.flatMap(run -> new Checkpoints(run).newest(warning));
    this.began =
        checkpoint
            .map(Checkpoint::identity)
            .or(() -> unfinished.flatMap(run -> RunIdentity.of(run)));
  }

  /**
   * Looks at what is there; changes nothing.
   *
   * @param warning told of damaged checkpoints
   * @throws ConfigurationException when no run directory can have that name
   * @throws org.mnistspark.run.store.OutputExistsException when something is there that must not be
   */
  static RunStart of(
      Configuration hadoop, RunConfig config, Instant time, Consumer<String> warning) {
    String name = config.runId().orElseGet(() -> RunDirectory.timeBasedId(time));
    RunLocation location = location(hadoop, config.output(), name);
    Optional<RunDirectory> earlier = Optional.empty();
    if (config.runId().isPresent()) {
      earlier = config.existing().check(location);
    } else {
      // A run without a name of its own is a new one, whatever there is.
      location.checkReachable();
    }
    return new RunStart(hadoop, config, name, location, earlier, warning);
  }

  private static RunLocation location(Configuration hadoop, String output, String name) {
    try {
      return RunLocation.ofRun(hadoop, output, name);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  /** The run, where an earlier start has finished it. */
  Optional<RunDirectory> finished() {
    return finished ? earlier : Optional.empty();
  }

  /** Where the earlier start was, if it had come to a checkpoint. */
  Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  /** Replicas of the earlier start. */
  OptionalInt workers() {
    return began.map(RunIdentity::workers).orElse(OptionalInt.empty());
  }

  /** Whether an earlier start left an identity to match. */
  boolean isResumed() {
    return began.isPresent();
  }

  /**
   * Refuses to go on with what another run has left.
   *
   * @throws ConfigurationException naming the first difference
   */
  void requireSame(RunIdentity now) {
    began.ifPresent(before -> requireSame(before, now, earlier.orElseThrow().location()));
  }

  /**
   * Requires that two identities are equal.
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

  /** The run's directory: the earlier start's, tidied up, or a new one. */
  RunDirectory open() {
    earlier.ifPresent(RunDirectory::tidy);
    return earlier.orElseGet(
        () ->
            config.runId().isEmpty()
                ? RunLocation.createNew(hadoop, config.output(), name)
                : location.create(config.existing() == ExistingRun.OVERWRITE));
  }
}
