package org.mnistspark.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class LocalTrainJobTest extends TrainJobContract {
  @TempDir static Path folder;

  @BeforeAll
  static void draw() throws IOException {
    digits(FileSystem.getLocal(new Configuration()), folder.toUri(), folder);
  }

  @Override
  URI folder() {
    return folder.toUri();
  }

  @Override
  FileSystem fileSystem() throws IOException {
    return FileSystem.getLocal(new Configuration());
  }
}
