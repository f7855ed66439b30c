package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.files.UnusableLocationException;

class LocalRunDirectoryTest extends RunDirectoryContract {
  @TempDir private Path folder;

  @Override
  URI root() {
    return URI.create("file://" + folder);
  }

  @Test
  void aPathWithoutASchemeLiesOnTheDefaultFileSystem() {
    Path output = folder.resolve("a folder with spaces");
    RunDirectory run =
        RunLocation.ofRun(new Configuration(), output.toString(), "20260101T120000Z").create(false);
    run.publish("run.json", "{}");
    assertTrue(Files.exists(output.resolve("20260101T120000Z/run.json")));
  }

  @Test
  void saysWhichFileIsInTheWay() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunLocation.ofRun(new Configuration(), file + "/deeper", "run").create(false));
    assertEquals(
        "cannot write to file:"
            + file
            + "/deeper: "
            + file
            + " is a file, not a folder; choose another `output`",
        e.getMessage());
  }

  @Test
  void aFolderWithoutWritePermissionFailsAtOnce() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Assumptions.assumeTrue(
        locked.toFile().setWritable(false) && !Files.isWritable(locked),
        "permissions don't bind this user (root?)");
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunLocation.ofRun(new Configuration(), locked + "/runs", "run").create(false));
    assertEquals(
        "cannot write to file:"
            + locked
            + "/runs: permission denied in "
            + locked
            + "; choose another `output` or get the right to write there",
        e.getMessage());
  }

  @Test
  void anUnwritableOutputIsFoundBeforeAnythingIsOverwritten() throws IOException {
    Path output = Files.createDirectory(folder.resolve("output"));
    Files.createDirectory(output.resolve("run"));
    Files.createFile(output.resolve("run/model.zip"));
    Assumptions.assumeTrue(
        output.toFile().setWritable(false) && !Files.isWritable(output),
        "permissions don't bind this user (root?)");
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunLocation.ofRun(new Configuration(), output.toString(), "run").create(true));
    assertEquals(
        "cannot write to file:"
            + output
            + ": permission denied in "
            + output
            + "; choose another `output` or get the right to write there",
        e.getMessage());
    assertTrue(Files.exists(output.resolve("run/model.zip")));
  }

  @Test
  void refusesOutputsThatCannotBe() {
    for (String bad : List.of("nosuch://host/runs", "s3a://bucket/runs", "hdfs://", "", "a:b")) {
      assertThrows(
          UnusableLocationException.class,
          () -> RunLocation.ofRun(new Configuration(), bad, "run"),
          bad);
      assertThrows(
          UnusableLocationException.class,
          () -> RunLocation.ofFolder(new Configuration(), bad),
          bad);
    }
    UnusableLocationException root =
        assertThrows(
            UnusableLocationException.class, () -> RunLocation.ofFolder(new Configuration(), "/"));
    assertEquals(
        "/: expected a folder, found the root of a file system; name a folder in it",
        root.getMessage());
  }

  @Test
  void refusesRunIdsThatSomeFileSystemOrShellCannotTake() {
    for (String bad : List.of("", ".hidden", "_x", "-x", "a/b", "..", "a b", "a:b", "é")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> create(bad, false), bad);
      assertEquals(
          "expected a run id of at most 200 letters, digits, '.', '_' and '-' that begins with a"
              + " letter or a digit, found '"
              + bad
              + "'; choose another `run-id`",
          e.getMessage());
    }
  }

  @Test
  void refusesFileNamesThatLeaveTheDirectory() {
    RunDirectory run = create("run", false);
    for (String bad : List.of("", "..", "../x", "/etc/x", "a//b", "a/", ".x", "a/../b")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> run.publish(bad, ""), bad);
      assertEquals("expected a file name in a run directory, found '" + bad + "'", e.getMessage());
    }
  }

  @Test
  void saysWhichFileIsMissing() {
    RunDirectory run = create("run", false);
    OutputException e = assertThrows(OutputException.class, () -> run.open("model.zip"));
    assertTrue(
        e.getMessage().startsWith("cannot read " + run.path("model.zip") + ": "), e.getMessage());
    assertTrue(
        e.getMessage().endsWith("; check that the path is right and may be accessed"),
        e.getMessage());
  }

  @Test
  void aTimeBasedIdIsTheTimeInUtc() {
    assertEquals(
        "20260101T120000Z", RunDirectory.timeBasedId(Instant.parse("2026-01-01T12:00:00.987Z")));
  }
}
