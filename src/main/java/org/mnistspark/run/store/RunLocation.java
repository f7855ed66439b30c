package org.mnistspark.run.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Where a run directory will be, and whether it may be there. */
public final class RunLocation {
  // What HDFS, object stores, shells and URIs all take, so without ':'. Spark hides names that
  // begin with '.' or '_'. File names end at 255 bytes; temporary ones are longer by 43.
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /** More runs than these do not start in the same second. */
  private static final int MAX_ALIKE = 1000;

  private final Store store;
  private final Path directory;
  private final String setting;
  private final boolean resumable;

  private RunLocation(Store store, Path directory, String setting, boolean resumable) {
    this.store = store;
    this.directory = directory;
    this.setting = setting;
    this.resumable = resumable;
  }

  /**
   * The directory of a training run. Changes nothing.
   *
   * @param output folder for run directories; without a scheme it lies on {@code fs.defaultFS}
   * @param runId letters, digits, '.', '_' and '-', beginning with a letter or a digit
   * @throws OutputException if the output cannot be reached
   * @throws org.mnistspark.files.UnusableLocationException if there can be no output
   * @throws IllegalArgumentException if the run id is not valid
   */
  public static RunLocation ofRun(Configuration configuration, String output, String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException(
          "expected a run id of at most 200 letters, digits, '.', '_' and '-' that begins with a"
              + " letter or a digit, found '"
              + runId
              + "'; choose another `run-id`");
    }
    Place place = Place.of(configuration, output);
    return new RunLocation(place.store(), new Path(place.path(), runId), "run-id", true);
  }

  /**
   * A folder that the user has named as a whole, for what is never resumed. Changes nothing.
   *
   * @throws OutputException if it cannot be reached
   * @throws org.mnistspark.files.UnusableLocationException if there can be no such folder
   */
  public static RunLocation ofFolder(Configuration configuration, String folder) {
    Place place = Place.ofFolder(configuration, folder);
    return new RunLocation(place.store(), place.path(), "output", false);
  }

  /**
   * Creates the directory of a new run, which is not told what to be called: of this name, or of
   * this name and the first number from 2 on that no other run has. Of runs that do so at the same
   * time, on whatever machines, each gets a directory of its own.
   *
   * @throws OutputException if the output cannot be written
   */
  public static RunDirectory createNew(Configuration configuration, String output, String name) {
    RunLocation first = ofRun(configuration, output, name);
    first.checkWritable();
    for (int i = 1; i <= MAX_ALIKE; i++) {
      RunLocation at = i == 1 ? first : ofRun(configuration, output, name + "-" + i);
      if (at.look().isEmpty() && at.createFolder()) {
        return RunDirectory.created(at.store, at.directory);
      }
    }
    throw new OutputExistsException(
        "expected to create "
            + first.directory
            + ", found it and "
            + (MAX_ALIKE - 1)
            + " more of its name; choose a `run-id`");
  }

  /**
   * Checks that it can be found out what is there, and takes it as it is.
   *
   * @throws OutputException if that cannot be found out
   */
  public void checkReachable() {
    look();
  }

  /**
   * Checks that there is no such run yet; creates nothing. For a quick failure before data is read.
   *
   * @throws OutputExistsException if there is
   * @throws OutputException if that cannot be found out
   */
  public void checkAbsent() {
    Optional<FileStatus> found = look();
    if (found.isEmpty()) {
      return;
    }
    String what = "a file";
    String advice = "choose another `" + setting + "` or `overwrite`";
    if (found.get().isDirectory()) {
      boolean finished = names().contains(RunFiles.SUCCESS);
      what =
          finished
              ? "a finished run (it has _SUCCESS)"
              : "an unfinished run or another folder (it has no _SUCCESS)";
      if (resumable && !finished) {
        advice = "continue an unfinished run by `resume`, or " + advice;
      }
    }
    throw new OutputExistsException(
        "expected no run at " + directory + ", found " + what + "; " + advice);
  }

  /**
   * Checks that {@link #create} may overwrite: that there is no such run yet, or a directory that
   * is recognizably a run's; deletes nothing.
   *
   * @throws OutputExistsException if something else is there
   * @throws OutputException if that cannot be found out
   */
  public void checkReplaceable() {
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

  private OutputExistsException notOurs(String found) {
    return new OutputExistsException(
        "expected a run directory at "
            + directory
            + ", found "
            + found
            + "; it was left alone: choose another `"
            + setting
            + "` or remove it yourself");
  }

  /**
   * Opens the directory of a run that is finished, is going on or has died. Changes nothing.
   *
   * @return empty if there is none
   * @throws OutputExistsException if something else is there
   * @throws OutputException if that cannot be found out
   */
  public Optional<RunDirectory> reopen() {
    if (look().isEmpty()) {
      return Optional.empty();
    }
    checkReplaceable();
    return Optional.of(RunDirectory.existing(store, directory));
  }

  /**
   * Creates the directory, and the output folder if need be, after writing and deleting a small
   * file there for a test: a run must fail before its training, not after it.
   *
   * @param overwrite whether an existing run directory is deleted first, with all that is in it
   * @throws OutputExistsException if the directory exists, or, with overwrite, is not a run's
   * @throws OutputException if the output cannot be written; nothing was deleted then
   */
  public RunDirectory create(boolean overwrite) {
    if (overwrite) {
      checkReplaceable();
    } else {
      checkAbsent();
    }
    checkWritable();
    if (overwrite) {
      deleteOld();
    }
    if (!createFolder()) {
      throw new OutputExistsException(
          "expected to create "
              + directory
              + ", found that another run has just done so; choose another `"
              + setting
              + "`");
    }
    return RunDirectory.created(store, directory);
  }

  private void deleteOld() {
    try {
      // First: where a folder goes file by file, half of one must not look finished.
      store.delete(new Path(directory, RunFiles.SUCCESS));
      store.delete(directory);
    } catch (IOException e) {
      throw OutputException.of("replace", directory, e);
    }
  }

  private boolean createFolder() {
    try {
      return store.createNewFolder(directory);
    } catch (IOException e) {
      throw OutputException.of("create", directory, e);
    }
  }

  private void checkWritable() {
    Path output = directory.getParent();
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
