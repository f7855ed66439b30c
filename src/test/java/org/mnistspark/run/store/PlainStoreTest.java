package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that has no FileContext and says no by returning false, as some object stores. */
class PlainStoreTest extends RunDirectoryContract {
  private static final String END =
      "; check the space, the quota and the state of this file system";
  @TempDir private Path folder;

  @BeforeEach
  void agreeToEverything() {
    Reluctant.RENAMES.clear();
    Reluctant.refusesFolders = false;
    Reluctant.together = Optional.empty();
  }

  @Override
  URI root() {
    return URI.create("reluctant://" + folder);
  }

  @Override
  Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.reluctant.impl", Reluctant.class, RawLocalFileSystem.class);
    return configuration;
  }

  @Test
  void aRefusedRenameFailsAndLeavesNoTemporaryFile() throws IOException {
    RunDirectory run = create("run", false);
    Reluctant.RENAMES.add(false);
    assertRefused(run, "the file system refused to rename a file to model.zip");
    assertEquals(List.of(), files(run));
  }

  @Test
  void aRefusedRenameLeavesTheOldFile() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("model.zip", "old");
    Path model = Path.of(run.path("model.zip").toUri().getPath());
    // The old file goes aside, the new one is refused.
    Reluctant.RENAMES.addAll(List.of(true, false));
    assertRefused(run, "the file system refused to rename a file to model.zip");
    assertEquals(List.of("model.zip"), files(run));
    assertEquals("old", Files.readString(model));
  }

  @Test
  void aRefusedFolderFails() {
    Reluctant.refusesFolders = true;
    OutputException e = assertThrows(OutputException.class, () -> create("run", false));
    String output = new org.apache.hadoop.fs.Path(output()).toString();
    assertEquals(
        "cannot write to "
            + output
            + ": the file system refused to create the folder "
            + output
            + END,
        e.getMessage());
  }

  @Test
  void ofTwoThatBothCreateTheFolderAtMostOneHasIt() throws Exception {
    // Both have found nothing before either creates it.
    Reluctant.together = Optional.of(new CyclicBarrier(2));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<RunDirectory> one = threads.submit(this::createNew);
      Future<RunDirectory> other = threads.submit(this::createNew);
      assertNotEquals(one.get().runId(), other.get().runId());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertRefused(RunDirectory run, String reason) {
    OutputException e =
        assertThrows(OutputException.class, () -> run.publish("model.zip", "new"), reason);
    assertEquals("cannot write " + run.path("model.zip") + ": " + reason + END, e.getMessage());
  }

  private static List<String> files(RunDirectory run) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(URI.create(run.location()).getPath()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(".claim."))
          .toList();
    }
  }

  /** Local files under another scheme. */
  public static final class Reluctant extends RawLocalFileSystem {
    private static final Deque<Boolean> RENAMES = new ArrayDeque<>();
    private static volatile boolean refusesFolders;
    private static volatile Optional<CyclicBarrier> together = Optional.empty();

    @Override
    public URI getUri() {
      return URI.create("reluctant:///");
    }

    @Override
    public String getScheme() {
      return "reluctant";
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      return (RENAMES.isEmpty() || RENAMES.remove()) && super.rename(from, to);
    }

    @Override
    public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
      if (together.isPresent() && path.getName().equals("now")) {
        await(together.get());
      }
      return !refusesFolders && super.mkdirs(path);
    }

    private static void await(CyclicBarrier barrier) throws IOException {
      try {
        barrier.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IOException(e);
      }
    }
  }
}
