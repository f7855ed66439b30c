package org.mnistspark.run.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mnistspark.run.store.OutputException;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/**
 * The checkpoints of a run. The newest two are kept: when the newest one turns out to be damaged,
 * the one before it is as good a start.
 */
public final class Checkpoints {
  private static final int KEPT = 2;

  /** Numbers with leading zeros: the order of names is the order of time. */
  private static final Pattern NAME = Pattern.compile("epoch-\\d{6}-round-\\d{9}\\.ckpt");

  private final RunDirectory run;

  /** Those of this run. */
  public Checkpoints(RunDirectory run) {
    this.run = run;
  }

  /**
   * Writes a checkpoint whole or not at all, then deletes what is older than the one before it.
   *
   * @throws OutputException if it cannot be written; those that are there stay
   */
  public void save(Checkpoint checkpoint) {
    String name =
        String.format(
            Locale.ROOT,
            "epoch-%06d-round-%09d.ckpt",
            checkpoint.state().epochs(),
            checkpoint.state().progress().rounds());
    run.publish(path(name), out -> CheckpointFormat.write(checkpoint, out));
    // A name that is greater was passed over as damaged when the run was resumed.
    Predicate<String> later = other -> other.compareTo(name) > 0;
    List<String> names = newestFirst();
    Stream.concat(names.stream().filter(later), names.stream().filter(later.negate()).skip(KEPT))
        .forEach(old -> run.delete(path(old)));
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param warning told of each one that is not
   * @return empty when there is none: the run then begins anew, and ends with the same weights
   * @throws OutputException when they cannot be read
   */
  public Optional<Checkpoint> newest(Consumer<String> warning) {
    for (String name : newestFirst()) {
      try {
        return Optional.of(read(path(name)));
      } catch (CheckpointException e) {
        warning.accept(
            "%s: expected a whole checkpoint, found that %s; going back to what was before it"
                .formatted(run.path(path(name)), e.getMessage()));
      } catch (IOException e) {
        throw OutputException.of("read", run.path(path(name)), e);
      }
    }
    return Optional.empty();
  }

  private Checkpoint read(String file) throws IOException {
    try (InputStream in = run.open(file)) {
      return CheckpointFormat.read(in, run.length(file));
    }
  }

  private List<String> newestFirst() {
    return run.names(RunFiles.CHECKPOINTS).stream()
        .filter(name -> NAME.matcher(name).matches())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static String path(String name) {
    return RunFiles.CHECKPOINTS + "/" + name;
  }
}
