package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds on every file system. Subclasses name one. */
abstract class RunDirectoryContract {
  private String output;
  private FileSystem files;

  /** A folder that exists, with its scheme. */
  abstract URI root();

  Configuration configuration() {
    return new Configuration();
  }

  @BeforeEach
  void chooseAnOutputThatDoesNotExist() throws IOException {
    output = root() + "/" + UUID.randomUUID() + "/runs";
    // FileSystem.get would give a checksummed one, whose listings hide .crc files.
    files = FileSystem.get(root(), configuration());
    files =
        files.getScheme().equals("file") ? FileSystem.getLocal(configuration()).getRaw() : files;
  }

  @Test
  void createsTheDirectoryAndLeavesNothingElse() throws IOException {
    RunDirectory run = create("first", false);
    URI found = new Path(run.location()).toUri();
    assertEquals(new Path(output, "first").toUri().getPath(), found.getPath());
    assertEquals(root().getScheme(), found.getScheme());
    assertEquals("first", run.runId());
    assertEquals(List.of("first"), names(""));
    assertEquals(List.of(), names("first"));
  }

  @Test
  void publishesAndReadsBack() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("metrics.json", "{\"ä\": 1}\n");
    assertEquals("{\"ä\": 1}\n", read(run, "metrics.json"));
    assertTrue(run.exists("metrics.json"));
    assertFalse(run.exists("history.csv"));
    assertEquals(List.of("metrics.json"), names("run"));
  }

  @Test
  void publishesIntoFolders() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("checkpoints/000001/model.zip", "model");
    assertEquals("model", read(run, "checkpoints/000001/model.zip"));
    assertEquals(List.of("model.zip"), names("run/checkpoints/000001"));
  }

  @Test
  void replacesWhatItPublished() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("history.csv", "one");
    run.publish("history.csv", "two");
    assertEquals("two", read(run, "history.csv"));
    assertEquals(List.of("history.csv"), names("run"));
  }

  @Test
  void takesWritersThatCloseTheStream() throws IOException {
    RunDirectory run = create("run", false);
    run.publish(
        "model.zip",
        out -> {
          out.write(new byte[] {'a', 'b', 'c'});
          out.close();
        });
    assertEquals("abc", read(run, "model.zip"));
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoTemporaryOne() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("metrics.json", "old");
    IOException failure = new IOException("the model is gone\nat server");
    OutputException e =
        assertThrows(
            OutputException.class,
            () ->
                run.publish(
                    "metrics.json",
                    out -> {
                      out.write('n');
                      throw failure;
                    }));
    assertEquals(
        "cannot write "
            + run.path("metrics.json")
            + ": the model is gone; check the space, the quota and the state of this file system",
        e.getMessage());
    assertSame(failure, e.getCause());
    assertEquals("old", read(run, "metrics.json"));
    assertEquals(List.of("metrics.json"), names("run"));
  }

  @Test
  void aWriterThatBreaksLeavesNoTemporaryFile() throws IOException {
    RunDirectory run = create("run", false);
    IllegalStateException failure = new IllegalStateException("broken");
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                run.publish(
                    "model.zip",
                    out -> {
                      throw failure;
                    }));
    assertSame(failure, e);
    assertEquals(List.of(), names("run"));
  }

  @Test
  void onlySucceedWritesSuccessAndItIsTheLast() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("metrics.json", "{}");
    assertFalse(run.exists("_SUCCESS"));
    IllegalArgumentException named =
        assertThrows(IllegalArgumentException.class, () -> run.publish("_SUCCESS", ""));
    assertEquals("expected a file of results, found _SUCCESS", named.getMessage());
    run.succeed();
    assertEquals("", read(run, "_SUCCESS"));
    IllegalStateException late =
        assertThrows(IllegalStateException.class, () -> run.publish("model.zip", ""));
    assertEquals(
        "expected no file after _SUCCESS, found model.zip in " + run.location(), late.getMessage());
    assertEquals(List.of("_SUCCESS", "metrics.json"), names("run"));
  }

  @Test
  void refusesAnExistingRunAndSaysWhetherItIsFinished() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("metrics.json", "kept");
    String end = "; choose another `run-id` or `overwrite`";
    String unfinished =
        "expected no run at "
            + run.location()
            + ", found an unfinished run or another folder (it has no _SUCCESS)"
            + "; continue an unfinished run by `resume`, or choose another `run-id` or `overwrite`";
    assertExists(unfinished, () -> create("run", false));
    assertExists(unfinished, () -> RunLocation.ofRun(configuration(), output, "run").checkAbsent());
    run.succeed();
    assertExists(
        "expected no run at " + run.location() + ", found a finished run (it has _SUCCESS)" + end,
        () -> create("run", false));
    assertEquals("kept", read(run, "metrics.json"));
  }

  @Test
  void refusesAFileInTheDirectorysPlace() throws IOException {
    Path file = write("run");
    Path qualified = files.makeQualified(file);
    assertExists(
        "expected no run at "
            + qualified
            + ", found a file; choose another `run-id` or `overwrite`",
        () -> create("run", false));
    assertExists(
        "expected a run directory at "
            + qualified
            + ", found a file; it was left alone: choose another `run-id` or remove it yourself",
        () -> create("run", true));
    assertTrue(files.exists(file));
  }

  @Test
  void overwritesARunDirectory() throws IOException {
    for (String mark :
        List.of(
            "run.json",
            "metrics.json",
            "history.csv",
            "model.zip",
            "_SUCCESS",
            "checkpoints/1.zip",
            ".run.json.tmp-123e4567-e89b-12d3-a456-426614174000")) {
      write("run/" + mark);
      write("run/notes.txt");
      create("run", true);
      assertEquals(List.of(), names("run"), mark);
    }
  }

  @Test
  void overwritesNothingAndAnEmptyFolder() throws IOException {
    create("run", true);
    create("run", true);
    assertEquals(List.of("run"), names(""));
  }

  @Test
  void neverOverwritesAFolderThatIsNotARuns() throws IOException {
    Path precious = write("run/thesis.txt");
    String message =
        "expected a run directory at "
            + files.makeQualified(precious.getParent())
            + ", found a folder without any file of a run, but with thesis.txt; it was left alone:"
            + " choose another `run-id` or remove it yourself";
    assertExists(message, () -> create("run", true));
    assertExists(
        message, () -> RunLocation.ofRun(configuration(), output, "run").checkReplaceable());
    assertEquals(List.of("thesis.txt"), names("run"));
  }

  @Test
  void checksCreateAndDeleteNothing() throws IOException {
    RunLocation.ofRun(configuration(), output, "run").checkAbsent();
    RunLocation.ofRun(configuration(), output, "run").checkReplaceable();
    assertFalse(files.exists(new Path(output)));
    write("run/metrics.json");
    RunLocation.ofRun(configuration(), output, "run").checkReplaceable();
    assertEquals(List.of("metrics.json"), names("run"));
  }

  @Test
  void aFileInTheWayFailsAtOnce() throws IOException {
    Path file = write("file");
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunLocation.ofRun(configuration(), file + "/deeper", "run").create(false));
    assertTrue(e.getMessage().startsWith("cannot "), e.getMessage());
    assertTrue(e.getMessage().contains(file.toUri().getPath()), e.getMessage());
    assertTrue(e.getMessage().endsWith("; choose another `output`"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void ofTwoRunsThatCreateTheSameDirectoryOneLoses() throws IOException {
    create("run", false).publish("run.json", "first");
    Place late = Place.of(configuration(), output + "/run");
    assertFalse(late.store().createNewFolder(late.path()));
    assertEquals(List.of("run"), names(""));
    assertEquals(List.of("run.json"), names("run"));
  }

  @Test
  void aNewRunTakesTheFirstNumberThatIsFree() {
    assertEquals("now", createNew().runId());
    create("now-3", false);
    assertEquals("now-2", createNew().runId());
    assertEquals("now-4", createNew().runId());
  }

  @Test
  void newRunsThatStartAtTheSameTimeAllHaveADirectoryOfTheirOwn() throws Exception {
    int runs = 8;
    CyclicBarrier start = new CyclicBarrier(runs);
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      List<Future<RunDirectory>> started = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        started.add(
            threads.submit(
                () -> {
                  start.await();
                  RunDirectory run = createNew();
                  run.publish("run.json", run.runId());
                  run.succeed();
                  return run;
                }));
      }
      Set<String> ids = new HashSet<>();
      for (Future<RunDirectory> one : started) {
        RunDirectory run = one.get();
        assertTrue(ids.add(run.runId()), run.runId());
        assertTrue(run.runId().matches("now(-\\d+)?"), run.runId());
        assertEquals(run.runId(), read(run, "run.json"));
        assertEquals(Set.of("run.json", "_SUCCESS"), Set.copyOf(names(run.runId())));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  final RunDirectory createNew() {
    return RunLocation.createNew(configuration(), output, "now");
  }

  @Test
  void aFolderThatIsNamedAsAWholeMayHaveAnyName() throws IOException {
    RunLocation location = RunLocation.ofFolder(configuration(), output + "/my eval (äöü)");
    location.checkAbsent();
    RunDirectory folder = location.create(false);
    folder.publish("metrics.json", "{}");

    assertEquals("my eval (äöü)", folder.runId());
    assertEquals(List.of("my eval (äöü)"), names(""));
    assertExists(
        "expected no run at "
            + folder.location()
            + ", found an unfinished run or another folder (it has no _SUCCESS); choose another"
            + " `output` or `overwrite`",
        () -> location.create(false));
    folder.succeed();
    location.create(true);
  }

  @Test
  void aClaimGoesWithTheFirstFile() throws IOException {
    RunDirectory run = create("run", false);
    run.publish("run.json", "{}");
    assertEquals(1, files.listStatus(new Path(output, "run")).length);
  }

  @Test
  void contentsAreWhatIsThereAndVisible() {
    RunDirectory run = create("run", false);
    run.publish("run.json", "{}");
    run.publish("plots/a.svg", "<svg/>");
    run.publish("history.csv", "");
    run.succeed();
    assertEquals(List.of("history.csv", "plots/", "run.json"), run.contents());
  }

  final RunDirectory create(String runId, boolean overwrite) {
    return RunLocation.ofRun(configuration(), output, runId).create(overwrite);
  }

  final String output() {
    return output;
  }

  private Path write(String name) throws IOException {
    Path path = new Path(output, name);
    files.create(path).close();
    return path;
  }

  private List<String> names(String folder) throws IOException {
    Path path = folder.isEmpty() ? new Path(output) : new Path(output, folder);
    return Arrays.stream(files.listStatus(path))
        .map(file -> file.getPath().getName())
        // It goes with the first file that is published.
        .filter(name -> !name.startsWith(".claim."))
        .sorted()
        .toList();
  }

  private static String read(RunDirectory run, String name) throws IOException {
    try (InputStream in = run.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertExists(String message, Runnable action) {
    OutputExistsException e =
        assertThrows(OutputExistsException.class, () -> action.run(), message);
    assertEquals(message, e.getMessage());
  }
}
