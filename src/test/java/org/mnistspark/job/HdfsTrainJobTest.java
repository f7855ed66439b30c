package org.mnistspark.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.MiniHdfs;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class HdfsTrainJobTest extends TrainJobContract {
  @RegisterExtension static final MiniHdfs HDFS = new MiniHdfs(1);

  @BeforeAll
  static void draw(@TempDir Path local) throws IOException {
    digits(HDFS.fileSystem(), test(), local);
  }

  private static URI test() {
    return HDFS.uri().resolve("/test");
  }

  @Override
  URI folder() {
    return test();
  }

  @Override
  FileSystem fileSystem() throws IOException {
    return HDFS.fileSystem();
  }
}
