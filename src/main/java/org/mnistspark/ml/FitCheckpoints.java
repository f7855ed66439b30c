package org.mnistspark.ml;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.Sha256;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.record.RunIdentity;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a fit, in a folder that is named after its identity: fits of other settings or
 * other rows, such as those of a CrossValidator, have others, and the same fit goes on from its
 * own.
 */
final class FitCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(FitCheckpoints.class);

  private static final int NAME_BYTES = 16;

  private final RunIdentity identity;
  private final int interval;
  private final RunDirectory directory;
  private final Checkpoints checkpoints;

  private FitCheckpoints(RunIdentity identity, int interval, RunDirectory directory) {
    this.identity = identity;
    this.interval = interval;
    this.directory = directory;
    this.checkpoints = new Checkpoints(directory);
  }

  /**
   * Those of a fit.
   *
   * @param folder on any file system; created if need be
   * @param interval epochs between checkpoints
   * @throws org.mnistspark.run.store.OutputException when the folder cannot be written
   */
  static FitCheckpoints of(
      Configuration configuration, String folder, int interval, RunIdentity identity) {
    String name = name(identity);
    RunLocation location = RunLocation.ofRun(configuration, folder, name);
    RunDirectory directory = location.reopen().orElseGet(() -> location.create(false));
    return new FitCheckpoints(identity, interval, directory);
  }

  private static String name(RunIdentity identity) {
    byte[] digest = Sha256.digest().digest(identity.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  /** Where an earlier attempt at this fit came to; empty when there was none. */
  Optional<Checkpoint> newest() {
    Optional<Checkpoint> newest =
        checkpoints
            .newest(LOG::warn)
            .filter(found -> identity.difference(found.identity()).isEmpty());
    newest.ifPresent(
        found ->
            LOG.info(
                "continuing after epoch {} from the checkpoint in {}",
                found.state().epochs(),
                directory.location()));
    return newest;
  }

  RunIdentity identity() {
    return identity;
  }

  boolean isDue(int epoch) {
    return epoch % interval == 0;
  }

  void save(Checkpoint checkpoint) {
    checkpoints.save(checkpoint);
  }

  /** Deletes them, and their folder: the fit is over. */
  void delete() {
    directory.delete();
  }
}
