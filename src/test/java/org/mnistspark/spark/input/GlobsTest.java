package org.mnistspark.spark.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobsTest {
  @TempDir java.nio.file.Path folder;
  private FileSystem files;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of("a.png", "b.png", "b[1].png", "sub/a.png", "sub/c.txt", "top/d.png")) {
      java.nio.file.Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    // Its own: the working directory is a setting of it.
    files = new LocalFileSystem();
    files.initialize(URI.create("file:///"), new Configuration());
  }

  private List<String> matches(String pattern) throws IOException {
    return names(Globs.matches(files, new Path(pattern)));
  }

  private static List<String> names(List<FileStatus> found) {
    return found.stream().map(status -> status.getPath().toString()).toList();
  }

  private String at(String name) {
    return "file:" + folder + "/" + name;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.png",
        "?.png",
        "{a,b}.png",
        "{sub/a,top/*}.png",
        "[ab].png",
        "[^a].png",
        "b\\[1\\].png",
        "*/a.png",
        "sub/*",
        "s*/*.png",
        "a.png/*",
        "none/*",
        "none*"
      })
  void areHadoopsWhereHadoopHasThem(String pattern) throws IOException {
    Path path = new Path(folder.toString(), pattern);

    assertEquals(
        names(Arrays.asList(files.globStatus(path))), names(Globs.matches(files, path)), pattern);
  }

  @Test
  void knowNamesWithAColon() throws IOException {
    Files.createFile(folder.resolve("12:30.png"));
    Files.createDirectories(folder.resolve("12:31"));
    Files.createFile(folder.resolve("12:31/a.png"));

    assertEquals(List.of(at("12:30.png")), matches(folder + "/12*.png"));
    assertEquals(List.of(at("12:31/a.png")), matches(folder + "/12:31/*"));
    assertEquals(
        List.of(at("12:31/a.png"), at("sub/a.png")), matches("file:" + folder + "/*/a.png"));
  }

  @Test
  void takeWhatIsThereForItself() throws IOException {
    files.setWorkingDirectory(new Path(folder.toString()));
    Files.createDirectories(folder.resolve("[1]/1"));
    Files.createFile(folder.resolve("[1]/1/a.png"));

    assertEquals(List.of(at("b[1].png")), matches(folder + "/b[1].png"));
    assertEquals(List.of(at("[1]/1/a.png")), matches("[1]/[1]/*.png"));
    files.setWorkingDirectory(new Path(folder.toString(), "[1]"));
    assertEquals(List.of(at("[1]/1/a.png")), matches("*/a.*"));
  }
}
