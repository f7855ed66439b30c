package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.files.UnusableLocationException;

final class OutputFolderTest {
  private static final String MARK = "_mark.json";

  @TempDir private Path home;

  private OutputFolder open(boolean overwrite) {
    return OutputFolder.of(new Configuration(), home.resolve("out").toString(), MARK, overwrite);
  }

  private void fill(OutputFolder folder, String name) throws IOException {
    Files.writeString(Path.of(folder.create().toUri().getPath()).resolve(name), name);
  }

  private List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String refusal(boolean overwrite) {
    return assertThrows(OutputExistsException.class, () -> open(overwrite))
        .getMessage()
        .replace("file:" + home, "H");
  }

  @Test
  void appearsWholeWithItsMark() throws IOException {
    OutputFolder folder = open(false);
    fill(folder, "part-0");
    assertFalse(Files.exists(home.resolve("out")));

    folder.publish("{}");

    assertEquals(List.of(MARK, "part-0"), names("out"));
    assertEquals(List.of("out"), names(""));
    assertEquals("file:" + home.resolve("out"), folder.path().toString());
  }

  @Test
  void createsFoldersAbove() throws IOException {
    OutputFolder folder =
        OutputFolder.of(new Configuration(), home.resolve("a/b/out").toString(), MARK, false);
    fill(folder, "part-0");
    folder.publish("{}");

    assertEquals(List.of(MARK, "part-0"), names("a/b/out"));
  }

  @Test
  void replacesAFolderOfItsOwnOnlyWhenTheNewOneIsWhole() throws IOException {
    OutputFolder first = open(false);
    fill(first, "old");
    first.publish("{}");

    OutputFolder second = open(true);
    fill(second, "new");
    assertEquals(List.of(MARK, "old"), names("out"));
    second.publish("{}");

    assertEquals(List.of(MARK, "new"), names("out"));
    assertEquals(List.of("out"), names(""));
  }

  @Test
  void discardingLeavesTheOldFolder() throws IOException {
    OutputFolder first = open(false);
    fill(first, "old");
    first.publish("{}");

    OutputFolder second = open(true);
    fill(second, "new");
    second.discard(new IllegalStateException());

    assertEquals(List.of(MARK, "old"), names("out"));
    assertEquals(List.of("out"), names(""));
  }

  @Test
  void refusesWhatExists() throws IOException {
    Files.createDirectory(home.resolve("out"));
    assertEquals(
        "expected nothing at H/out, found a folder; choose another `output` or `overwrite`",
        refusal(false));
  }

  @Test
  void neverReplacesWhatIsNotItsOwn() throws IOException {
    Path out = Files.createDirectory(home.resolve("out"));
    Files.writeString(out.resolve("_SUCCESS"), "");
    Files.writeString(out.resolve("part-0"), "");
    assertEquals(
        "expected a folder with _mark.json to overwrite at H/out, found one without it; it was left"
            + " alone: choose another `output` or remove it yourself",
        refusal(true));
    assertEquals(List.of("_SUCCESS", "part-0"), names("out"));
  }

  @Test
  void neverReplacesAFile() throws IOException {
    Files.writeString(home.resolve("out"), "a file");
    assertTrue(refusal(false).startsWith("expected nothing at H/out, found a file;"));
    assertTrue(refusal(true).contains("found a file; it was left alone"));
  }

  @Test
  void anEmptyFolderMayBeReplaced() throws IOException {
    Files.createDirectory(home.resolve("out"));
    OutputFolder folder = open(true);
    fill(folder, "part-0");
    folder.publish("{}");

    assertEquals(List.of(MARK, "part-0"), names("out"));
  }

  @Test
  void noticesWhatCameMeanwhile() throws IOException {
    OutputFolder folder = open(false);
    fill(folder, "part-0");
    Files.createDirectory(home.resolve("out"));

    assertThrows(OutputExistsException.class, () -> folder.publish("{}"));
    assertEquals(List.of(), names("out"));
  }

  @Test
  void knowsWhatItHolds() {
    OutputFolder folder = open(false);
    assertTrue(folder.holds(new org.apache.hadoop.fs.Path(home + "/out")));
    assertTrue(folder.holds(new org.apache.hadoop.fs.Path(home + "/out/deep/file")));
    assertFalse(folder.holds(new org.apache.hadoop.fs.Path(home + "/output")));
    assertFalse(folder.holds(new org.apache.hadoop.fs.Path(home.toString())));
  }

  @Test
  void refusesARoot() {
    String message =
        assertThrows(
                UnusableLocationException.class,
                () -> OutputFolder.of(new Configuration(), "file:///", MARK, true))
            .getMessage();
    assertTrue(message.contains("found the root of a file system"), message);
  }
}
