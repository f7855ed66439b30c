package org.mnistspark.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An HDFS on loopback for one test class: {@code @RegisterExtension static final MiniHdfs HDFS =
 * new MiniHdfs(3);}. Its files lie below target.
 */
public final class MiniHdfs implements BeforeAllCallback, AfterAllCallback {
  /**
   * HDFS' client sleeps this long, 400 ms by default, when the namenode has not yet heard of a
   * block that was written; on loopback that is most of a test's time.
   */
  static final String COMPLETION_DELAY =
      "dfs.client.block.write.locateFollowingBlock.initial.delay.ms";

  /** A client tries this often, once a second, to reach a namenode: 10 times by default. */
  static final String CONNECTION_RETRIES = "ipc.client.connect.max.retries";

  private final int datanodes;
  private final List<DataNodeProperties> stopped = new ArrayList<>();
  private MiniDFSCluster cluster;

  /** An HDFS of that many datanodes. */
  public MiniHdfs(int datanodes) {
    this.datanodes = datanodes;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path target = Files.createDirectories(Build.FOLDER.toAbsolutePath());
    Configuration conf = new Configuration();
    conf.set(
        MiniDFSCluster.HDFS_MINIDFS_BASEDIR, Files.createTempDirectory(target, "hdfs").toString());
    // Small blocks, so that small files have several.
    conf.setLong("dfs.namenode.fs-limits.min-block-size", 1024);
    // A dead datanode is noticed within seconds.
    conf.setLong("dfs.heartbeat.interval", 1);
    conf.setLong("dfs.namenode.heartbeat.recheck-interval", 500);
    conf.setLong(COMPLETION_DELAY, 20);
    conf.setInt(CONNECTION_RETRIES, 1);
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(datanodes).build();
    cluster.waitActive();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    cluster.shutdown(true);
  }

  /** The root, hdfs://127.0.0.1:PORT/. */
  public URI uri() {
    return cluster.getURI().resolve("/");
  }

  /** A client of this HDFS; it is shared, don't close it. */
  public FileSystem fileSystem() throws IOException {
    return cluster.getFileSystem();
  }

  /** Stops one of the datanodes that run. */
  public void stopDatanode() {
    stopped.add(cluster.stopDataNode(0));
  }

  /** Stops the namenode. */
  public void stopNamenode() {
    cluster.shutdownNameNode(0);
  }

  /** Starts the namenode that was stopped. */
  public void startNamenode() throws IOException {
    cluster.restartNameNode(0);
  }

  /** Starts the datanodes that were stopped. */
  public void startDatanodes() throws IOException {
    for (DataNodeProperties datanode : stopped) {
      cluster.restartDataNode(datanode, true);
    }
    stopped.clear();
    cluster.waitActive();
  }
}
