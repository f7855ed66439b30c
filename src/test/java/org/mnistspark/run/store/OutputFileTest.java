package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.files.UnusableLocationException;

final class OutputFileTest {
  @TempDir private Path home;

  private OutputFile open(String name, boolean overwrite) {
    return OutputFile.of(new Configuration(), home.resolve(name).toString(), overwrite);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String refusal(String name, boolean overwrite) {
    OutputExistsException refused =
        assertThrows(OutputExistsException.class, () -> open(name, overwrite));
    assertEquals(ExitCode.OUTPUT_EXISTS, refused.exitCode());
    return refused.getMessage().replace("file:" + home, "H");
  }

  @Test
  void appearsInAFolderThatItCreates() throws IOException {
    OutputFile file = open("a/b/m.onnx", false);
    file.publish(out -> out.write(7));

    assertEquals("\u0007", Files.readString(home.resolve("a/b/m.onnx")));
    assertEquals("file:" + home.resolve("a/b/m.onnx"), file.path().toString());
  }

  @Test
  void refusesWhatExists() throws IOException {
    Files.writeString(home.resolve("m"), "old");
    Files.createDirectory(home.resolve("d"));

    assertEquals(
        "expected nothing at H/m, found a file; choose another `output` or `overwrite`",
        refusal("m", false));
    assertEquals(
        "expected nothing at H/d, found a folder; name a file as `output`", refusal("d", false));
    assertEquals(
        "expected a file to overwrite at H/d, found a folder; name a file as `output`",
        refusal("d", true));
  }

  @Test
  void replacesAFile() throws IOException {
    Files.writeString(home.resolve("m"), "old");

    open("m", true).publish(out -> out.write('n'));

    assertEquals("n", Files.readString(home.resolve("m")));
    assertEquals(List.of("m"), names());
  }

  @Test
  void whatComesInBetweenIsLeftAlone() throws IOException {
    OutputFile file = open("m", false);
    Files.writeString(home.resolve("m"), "other");

    assertThrows(OutputExistsException.class, () -> file.publish(out -> out.write('n')));

    assertEquals("other", Files.readString(home.resolve("m")));
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Files.writeString(home.resolve("m"), "old");
    OutputFile file = open("m", true);

    assertThrows(
        OutputException.class,
        () ->
            file.publish(
                out -> {
                  out.write('n');
                  throw new IOException("full");
                }));

    assertEquals("old", Files.readString(home.resolve("m")));
    assertEquals(List.of("m"), names());
  }

  @Test
  void aRootIsNotAFile() {
    assertThrows(
        UnusableLocationException.class, () -> OutputFile.of(new Configuration(), "/", true));
  }
}
