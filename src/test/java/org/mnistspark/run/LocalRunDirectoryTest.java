package org.mnistspark.run;

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
        RunDirectory.create(new Configuration(), output.toString(), "20260101T120000Z", false);
    run.publish("run.json", "{}");
    assertTrue(Files.exists(output.resolve("20260101T120000Z/run.json")));
  }

  @Test
  void saysWhichFileIsInTheWay() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunDirectory.create(new Configuration(), file + "/deeper", "run", false));
    assertEquals(
        "cannot write to file:"
            + file
            + "/deeper: "
            + file
            + " is a file, not a folder; choose another --output",
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
            () -> RunDirectory.create(new Configuration(), locked + "/runs", "run", false));
    assertEquals(
        "cannot write to file:"
            + locked
            + "/runs: permission denied in "
            + locked
            + "; choose another --output or get the right to write there",
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
            () -> RunDirectory.create(new Configuration(), output.toString(), "run", true));
    assertEquals(
        "cannot write to file:"
            + output
            + ": permission denied in "
            + output
            + "; choose another --output or get the right to write there",
        e.getMessage());
    assertTrue(Files.exists(output.resolve("run/model.zip")));
  }

  @Test
  void refusesSchemesThatNothingIsKnownOf() {
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunDirectory.checkAbsent(new Configuration(), "nosuch://host/runs", "run"));
    assertEquals(
        "cannot use 'nosuch://host/runs' as output: No FileSystem for scheme \"nosuch\"; name a"
            + " folder on a file system that this Spark has, such as file:, hdfs: or s3a: with"
            + " hadoop-aws",
        e.getMessage());
  }

  @Test
  void refusesSchemesWhoseConnectorIsMissing() {
    Configuration configuration = new Configuration();
    configuration.set("fs.lacking.impl", "org.example.NoSuchFileSystem");
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> RunDirectory.checkAbsent(configuration, "lacking://bucket/runs", "run"));
    assertTrue(
        e.getMessage()
            .startsWith(
                "cannot use 'lacking://bucket/runs' as output: Class org.example.NoSuchFileSystem"
                    + " not found; name a folder"),
        e.getMessage());
  }

  @Test
  void refusesAnEmptyOutput() {
    OutputException e =
        assertThrows(
            OutputException.class, () -> RunDirectory.checkAbsent(new Configuration(), "", "run"));
    assertTrue(e.getMessage().startsWith("cannot use '' as output: "), e.getMessage());
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
              + "'; choose another --run-id",
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
