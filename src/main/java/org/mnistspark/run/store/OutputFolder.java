package org.mnistspark.run.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A folder that others fill, Spark's writers: they write to a sibling of it, which takes its place
 * when it is whole. A small file in it, the mark, says whose it is; only a folder with that mark is
 * ever replaced.
 */
public final class OutputFolder {
  private final Store store;
  private final Path folder;
  private final Path temporary;
  private final String mark;
  private final boolean overwrite;

  private OutputFolder(Store store, Path folder, String mark, boolean overwrite) {
    this.store = store;
    this.folder = folder;
    this.temporary = RunFiles.temporarySibling(folder);
    this.mark = mark;
    this.overwrite = overwrite;
  }

  /**
   * Checks that the folder may be written; changes nothing.
   *
   * @param output the folder; without a scheme it lies on {@code fs.defaultFS}
   * @param mark name of the file that tells such folders from others; Spark's readers skip names
   *     that begin with "_"
   * @param overwrite whether a folder with that mark may be replaced
   * @throws OutputExistsException if something is there that may not be replaced
   * @throws OutputException if that cannot be found out
   * @throws org.mnistspark.files.UnusableLocationException if there can be no such folder
   */
  public static OutputFolder of(
      Configuration configuration, String output, String mark, boolean overwrite) {
    Place place = Place.ofFolder(configuration, output);
    OutputFolder found = new OutputFolder(place.store(), place.path(), mark, overwrite);
    found.check();
    return found;
  }

  private void check() {
    try {
      Optional<FileStatus> status = store.status(folder);
      if (status.isEmpty()) {
        return;
      }
      if (!overwrite) {
        throw new OutputExistsException(
            "expected nothing at "
                + folder
                + ", found a "
                + (status.get().isDirectory() ? "folder" : "file")
                + "; choose another `output` or `overwrite`");
      }
      List<String> names = status.get().isDirectory() ? store.names(folder) : List.of("");
      // Claims alone are left where one that put its folder there has died.
      if (!names.contains(mark) && !names.stream().allMatch(RunFiles::isTemporary)) {
        throw new OutputExistsException(
            "expected a folder with "
                + mark
                + " to overwrite at "
                + folder
                + ", found "
                + (status.get().isDirectory() ? "one without it" : "a file")
                + "; it was left alone: choose another `output` or remove it yourself");
      }
    } catch (IOException e) {
      throw OutputException.of("look for", folder, e);
    }
  }

  /**
   * Creates the sibling that is to be filled.
   *
   * @throws OutputException if that is not possible, before work was spent
   */
  public Path create() {
    try {
      store.createFolders(temporary);
      return temporary;
    } catch (IOException e) {
      throw OutputException.of("write to", folder.getParent(), e);
    }
  }

  /**
   * Puts the sibling in the folder's place, marked.
   *
   * @param text content of the mark
   * @throws OutputExistsException if something has come to be there in between
   * @throws OutputException if it fails; what was there before is there again, but for an object
   *     store, where a folder that is not complete has the mark and no {@code _SUCCESS}
   */
  public void publish(String text) {
    check();
    Content content = out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    try {
      if (store.renamesFolders()) {
        store.write(new Path(temporary, mark), content);
        exchange();
      } else {
        refill(content);
      }
    } catch (IOException e) {
      throw OutputException.of("write", folder, e);
    }
  }

  private void exchange() throws IOException {
    if (store.status(folder).isEmpty()) {
      store.replace(temporary, folder);
      return;
    }
    Path old = RunFiles.temporarySibling(folder);
    store.replace(folder, old);
    try {
      store.replace(temporary, folder);
    } catch (IOException e) {
      store.replace(old, folder);
      throw e;
    }
    store.delete(old);
  }

  /**
   * File by file, so that the folder can be told for what it is whenever this ends: while it has
   * the mark it may be overwritten, and only when it is complete it has {@code _SUCCESS}, by which
   * Spark's and Hadoop's users know it.
   */
  private void refill(Content content) throws IOException {
    if (overwrite) {
      empty();
    }
    if (!store.createNewFolder(folder)) {
      throw new OutputExistsException(
          "expected to create "
              + folder
              + ", found that another job has just done so; choose another `output`");
    }
    List<String> claims = store.names(folder);
    store.put(new Path(folder, mark), content);
    for (String name : claims) {
      store.delete(new Path(folder, name));
    }
    Set<String> own = new HashSet<>(store.names(temporary));
    own.remove(RunFiles.SUCCESS);
    for (String name : own) {
      store.replace(new Path(temporary, name), new Path(folder, name));
    }
    own.add(mark);
    if (!own.equals(new HashSet<>(store.names(folder)))) {
      // That job may have finished before the last of these files came.
      store.delete(new Path(folder, RunFiles.SUCCESS));
      throw new OutputExistsException(
          "expected in "
              + folder
              + " what this job has written, found that another job writes there at the same time; the folder is of no use: write it again with `overwrite`, one job alone");
    }
    store.put(new Path(folder, RunFiles.SUCCESS), out -> {});
    store.delete(temporary);
  }

  private void empty() throws IOException {
    store.delete(new Path(folder, RunFiles.SUCCESS));
    for (String name : store.namesIfThere(folder)) {
      if (!name.equals(mark)) {
        store.delete(new Path(folder, name));
      }
    }
    store.delete(folder);
  }

  /** Removes the sibling after a failure, to which it adds its own. */
  public void discard(Throwable failure) {
    store.discard(temporary, failure);
  }

  /** Whether a path is this folder or lies in it. */
  public boolean holds(Path path) {
    for (Path at = store.qualify(path); at != null; at = at.getParent()) {
      if (at.equals(folder)) {
        return true;
      }
    }
    return false;
  }

  /** Where the folder is, with scheme and authority. */
  public Path path() {
    return folder;
  }
}
