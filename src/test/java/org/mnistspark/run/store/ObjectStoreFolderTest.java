package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output folders where a folder cannot be renamed. */
final class ObjectStoreFolderTest {
  private static final String MARK = "_mark.json";

  @TempDir private Path home;

  /** A local disk that says it is an object store, and what happens after a file is renamed. */
  public static final class Objects extends RawLocalFileSystem {
    private static Path intruder;

    @Override
    public URI getUri() {
      return URI.create("objects:///");
    }

    @Override
    public boolean hasPathCapability(org.apache.hadoop.fs.Path path, String capability)
        throws IOException {
      return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM)
          || super.hasPathCapability(path, capability);
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      boolean done = super.rename(from, to);
      if (intruder != null) {
        Files.writeString(intruder, "another job's");
      }
      return done;
    }
  }

  @BeforeEach
  void alone() {
    Objects.intruder = null;
  }

  private void write(boolean overwrite, String name) throws IOException {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.objects.impl", Objects.class, org.apache.hadoop.fs.FileSystem.class);
    configuration.setBoolean("fs.objects.impl.disable.cache", true);
    OutputFolder folder =
        OutputFolder.of(configuration, "objects://" + home.resolve("out"), MARK, overwrite);
    Path filled = Path.of(folder.create().toUri().getPath());
    Files.writeString(filled.resolve(name), name);
    Files.writeString(filled.resolve(RunFiles.SUCCESS), "");
    folder.publish("{}");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFolderIsRefilledFileByFile() throws IOException {
    write(false, "part-0");
    assertEquals(List.of(RunFiles.SUCCESS, MARK, "part-0"), names());
    write(true, "part-1");
    assertEquals(List.of(RunFiles.SUCCESS, MARK, "part-1"), names());
  }

  @Test
  void whatTwoJobsHaveWrittenIsNotCalledComplete() throws IOException {
    Objects.intruder = home.resolve("out/part-of-another");

    String message =
        assertThrows(OutputExistsException.class, () -> write(false, "part-0")).getMessage();

    assertTrue(message.contains("another job writes there at the same time"), message);
    assertEquals(List.of(MARK, "part-0", "part-of-another"), names());
    Objects.intruder = null;
    write(true, "part-1");
    assertEquals(List.of(RunFiles.SUCCESS, MARK, "part-1"), names());
  }
}
