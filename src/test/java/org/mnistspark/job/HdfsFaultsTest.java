package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.PrivilegedExceptionAction;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.run.store.OutputException;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.MiniHdfs;
import org.mnistspark.testing.Trained;

/**
 * HDFS breaks under a run: it survives a datanode; at what it cannot survive it fails with one
 * clear message, and goes on from its checkpoint when HDFS is whole again.
 */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class HdfsFaultsTest {
  @RegisterExtension static final MiniHdfs HDFS = new MiniHdfs(3);

  /** As HDFS' superuser, whom nothing is forbidden, whoever the test runs as. */
  private static DistributedFileSystem hdfs;

  private static SmallRuns runs;
  private static Trained reference;

  /** Something that is done to HDFS. */
  @FunctionalInterface
  private interface Fault {
    void happen() throws IOException;
  }

  @BeforeAll
  static void trainUndisturbed(SparkSession spark, @TempDir java.nio.file.Path local)
      throws IOException {
    SyntheticDigits.write(local.resolve("digits"), 1_000, 200, 5);
    hdfs = (DistributedFileSystem) HDFS.fileSystem();
    hdfs.copyFromLocalFile(new Path(local.resolve("digits").toUri()), new Path("/digits"));
    hdfs.mkdirs(new Path("/runs"));
    hdfs.setPermission(new Path("/runs"), FsPermission.valueOf("drwxrwxrwx"));
    runs = SmallRuns.of(HDFS.uri().resolve("/digits"), HDFS.uri().resolve("/runs"));
    reference = runs.train(spark, "whole");
  }

  @AfterEach
  void mendDatanodes() throws IOException {
    HDFS.startDatanodes();
  }

  private static Path path(String runId, String name) {
    return new Path(runs.run(runId) + "/" + name);
  }

  /** Lets something happen as soon as the run has a checkpoint. */
  private static BooleanSupplier afterTheFirstCheckpoint(String runId, Fault fault) {
    return new BooleanSupplier() {
      private boolean happened;

      @Override
      public boolean getAsBoolean() {
        try {
          if (!happened && checkpoints(runId) > 0) {
            happened = true;
            fault.happen();
          }
          return false;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static int checkpoints(String runId) throws IOException {
    Path folder = path(runId, "checkpoints");
    return hdfs.exists(folder) ? hdfs.globStatus(new Path(folder, "*.ckpt")).length : 0;
  }

  @Test
  void aDatanodeIsLostBeforeTheImagesAreRead(SparkSession spark) throws IOException {
    // By now the driver knows the files, and HDFS counts on the datanode for seconds to come.
    OutputStream atFirstLine =
        new FilterOutputStream(OutputStream.nullOutputStream()) {
          private boolean happened;

          @Override
          public void write(int b) {
            if (!happened) {
              happened = true;
              HDFS.stopDatanode();
            }
          }
        };

    assertEquals(reference, runs.train(spark, "reading", atFirstLine, () -> false));
  }

  @Test
  void aDatanodeIsLostBetweenTwoCheckpoints(SparkSession spark) throws IOException {
    assertEquals(
        reference,
        runs.train(
            spark,
            "writing",
            OutputStream.nullOutputStream(),
            afterTheFirstCheckpoint("writing", HDFS::stopDatanode)));
  }

  @Test
  @SuppressWarnings(
      "deprecation") // In the Hadoop of Spark 4, which has another that Spark 3's lacks.
  void inSafeModeTheRunFailsAndGoesOnAfterIt(SparkSession spark) throws IOException {
    failsAndGoesOn(
        spark,
        "safe",
        () -> hdfs.setSafeMode(SafeModeAction.SAFEMODE_ENTER),
        "Name node is in safe mode",
        () -> hdfs.setSafeMode(SafeModeAction.SAFEMODE_LEAVE));
  }

  @Test
  void withoutItsNamenodeTheRunFailsAndGoesOnWhenItIsBack(SparkSession spark) throws IOException {
    failsAndGoesOn(
        spark,
        "unreachable",
        HDFS::stopNamenode,
        "check the host and the port, and that the file system is up",
        HDFS::startNamenode);
  }

  @Test
  void withoutSpaceTheRunFailsAndGoesOnWhenThereIsSome(SparkSession spark) throws IOException {
    Path run = path("full", "");
    failsAndGoesOn(
        spark,
        "full",
        () -> hdfs.setQuota(run, HdfsConstants.QUOTA_DONT_SET, 1),
        "The DiskSpace quota of /runs/full is exceeded",
        () -> hdfs.setQuota(run, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET));
  }

  @Test
  void withoutTheRightToWriteTheRunFailsAndGoesOnWithIt(SparkSession spark)
      throws IOException, InterruptedException {
    UserGroupInformation.createRemoteUser("guest")
        .doAs(
            (PrivilegedExceptionAction<Void>)
                () -> {
                  failsAndGoesOn(
                      spark,
                      "forbidden",
                      () -> own("forbidden", "another"),
                      "Permission denied: user=guest",
                      () -> own("forbidden", "guest"));
                  return null;
                });
  }

  private static void own(String runId, String owner) throws IOException {
    hdfs.setOwner(path(runId, ""), owner, "users");
    hdfs.setOwner(path(runId, "checkpoints"), owner, "users");
  }

  private static void failsAndGoesOn(
      SparkSession spark, String runId, Fault fault, String message, Fault mending)
      throws IOException {
    BooleanSupplier broken = afterTheFirstCheckpoint(runId, fault);
    OutputException failure =
        assertThrows(
            OutputException.class,
            () -> runs.train(spark, runId, OutputStream.nullOutputStream(), broken));

    assertTrue(
        failure.getMessage().startsWith("cannot write " + runs.run(runId)), failure::getMessage);
    assertTrue(failure.getMessage().contains(message), failure::getMessage);
    assertEquals(1, failure.getMessage().lines().count(), failure::getMessage);
    mending.happen();
    assertEquals(1, checkpoints(runId));
    assertFalse(hdfs.exists(path(runId, "_SUCCESS")));

    assertEquals(reference, runs.resumed().train(spark, runId));
  }
}
