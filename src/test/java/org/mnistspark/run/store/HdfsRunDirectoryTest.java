package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedAction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsRunDirectoryTest extends RunDirectoryContract {
  @TempDir private static java.nio.file.Path disks;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        new MiniDFSCluster.Builder(new Configuration(), disks.toFile()).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Override
  URI root() {
    return cluster.getURI();
  }

  @Test
  void aFolderWithoutWritePermissionFailsAtOnce() throws IOException {
    Path locked = new Path(root() + "/locked");
    FileSystem files = FileSystem.get(root(), configuration());
    files.mkdirs(locked);
    files.setPermission(locked, new FsPermission("755"));
    OutputException e =
        UserGroupInformation.createRemoteUser("guest")
            .doAs(
                (PrivilegedAction<OutputException>)
                    () ->
                        assertThrows(
                            OutputException.class,
                            () ->
                                RunLocation.ofRun(configuration(), locked.toString(), "run")
                                    .create(false)));
    assertTrue(
        e.getMessage()
            .startsWith(
                "cannot write to " + locked + ": Permission denied: user=guest, access=WRITE"),
        e.getMessage());
    assertTrue(
        e.getMessage().endsWith("; choose another `output` or get the right to write there"),
        e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aHostThatNobodyKnowsIsNamed() {
    Configuration configuration = new Configuration();
    OutputException e =
        assertThrows(
            OutputException.class,
            () ->
                RunLocation.ofRun(configuration, "hdfs://no-such-host.invalid/x", "run")
                    .checkAbsent());
    assertEquals(
        "cannot reach hdfs://no-such-host.invalid/x: no-such-host.invalid; check the host and the"
            + " port, and that the file system is up",
        e.getMessage());
  }
}
