package org.mnistspark.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Where a run directory will be, and whether it may be there. */
record RunLocation(Store store, Path output, Path directory) {
  // What HDFS, object stores, shells and URIs all take, so without ':'. Spark hides names that
  // begin with '.' or '_'. File names end at 255 bytes; temporary ones are longer by 43.
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  static RunLocation of(Configuration configuration, String output, String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException(
          "expected a run id of at most 200 letters, digits, '.', '_' and '-' that begins with a"
              + " letter or a digit, found '"
              + runId
              + "'; choose another --run-id");
    }
    try {
      Path folder = new Path(output);
      Store store = Store.of(configuration, folder);
      Path qualified = store.qualify(folder);
      return new RunLocation(store, qualified, new Path(qualified, runId));
    } catch (IOException | IllegalArgumentException e) {
      throw OutputException.unusable("'" + output + "'", e);
    } catch (RuntimeException e) {
      // Configuration.getClass wraps what a missing connector jar causes.
      if (e.getCause() instanceof ClassNotFoundException missing) {
        throw OutputException.unusable("'" + output + "'", missing);
      }
      throw e;
    }
  }

  void checkAbsent() {
    Optional<FileStatus> found = look();
    if (found.isEmpty()) {
      return;
    }
    String what = "a file";
    String advice = "choose another --run-id or --overwrite";
    if (found.get().isDirectory()) {
      boolean finished = names().contains(RunFiles.SUCCESS);
      what =
          finished
              ? "a finished run (it has _SUCCESS)"
              : "an unfinished run or another folder (it has no _SUCCESS)";
      advice = (finished ? "" : "go on with an unfinished run by --resume, or ") + advice;
    }
    throw new OutputExistsException(
        "expected no run at " + directory + ", found " + what + "; " + advice);
  }

  void checkReplaceable() {
    Optional<FileStatus> found = look();
    if (found.isEmpty()) {
      return;
    }
    if (found.get().isFile()) {
      throw notOurs("a file");
    }
    List<String> names = names();
    if (!names.isEmpty() && names.stream().noneMatch(RunFiles::marksRunDirectory)) {
      throw notOurs("a folder without any file of a run, but with " + names.get(0));
    }
  }

  /** The directory of an earlier start of the run, if there is one. */
  Optional<RunDirectory> reopen() {
    if (look().isEmpty()) {
      return Optional.empty();
    }
    checkReplaceable();
    return Optional.of(new RunDirectory(store, directory));
  }

  private OutputExistsException notOurs(String found) {
    return new OutputExistsException(
        "expected a run directory at "
            + directory
            + ", found "
            + found
            + "; it was left alone: choose another --run-id or remove it yourself");
  }

  RunDirectory create(boolean overwrite) {
    if (overwrite) {
      checkReplaceable();
    } else {
      checkAbsent();
    }
    checkWritable();
    try {
      if (overwrite) {
        store.delete(directory);
      }
      if (store.createNewFolder(directory)) {
        return new RunDirectory(store, directory);
      }
    } catch (IOException e) {
      throw OutputException.of("create", directory, e);
    }
    throw new OutputExistsException(
        "expected to create "
            + directory
            + ", found that another run has just done so; choose another --run-id");
  }

  private void checkWritable() {
    Path probe = RunFiles.temporarySibling(directory);
    try {
      store.createFolders(output);
      store.write(probe, out -> out.write('\n'));
      store.delete(probe);
    } catch (IOException e) {
      throw OutputException.of("write to", output, e);
    }
  }

  private Optional<FileStatus> look() {
    try {
      return store.status(directory);
    } catch (IOException e) {
      throw OutputException.of("look for", directory, e);
    }
  }

  private List<String> names() {
    try {
      return store.names(directory);
    } catch (IOException e) {
      throw OutputException.of("list", directory, e);
    }
  }
}
