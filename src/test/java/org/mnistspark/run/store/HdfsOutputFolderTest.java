package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mnistspark.testing.MiniHdfs;

final class HdfsOutputFolderTest {
  @RegisterExtension static final MiniHdfs HDFS = new MiniHdfs(1);

  @Test
  void appearsAndIsReplaced() throws IOException {
    FileSystem files = HDFS.fileSystem();
    Path out = new Path(HDFS.uri() + "deep/out");
    for (String part : new String[] {"old", "new"}) {
      OutputFolder folder =
          OutputFolder.of(new Configuration(), out.toString(), "_mark", part.equals("new"));
      files.create(new Path(folder.create(), part)).close();
      folder.publish("{}");
    }

    assertTrue(files.exists(new Path(out, "new")));
    assertTrue(files.exists(new Path(out, "_mark")));
    assertFalse(files.exists(new Path(out, "old")));
    assertEquals(1, files.listStatus(out.getParent()).length);
  }
}
