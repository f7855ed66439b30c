package org.mnistspark.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.mnistspark.data.SyntheticDigits;

/**
 * The classes that Spark and the job load, as the JVM keeps them in memory (class data sharing):
 * with them a driver takes two thirds of the processor time to start, and the tests start dozens of
 * processes. A JVM that cannot use the file, because it is another JVM, loads classes as ever.
 */
final class SharedClasses {
  private static final Path ARCHIVE = Build.FOLDER.resolve("spark-classes.jsa").toAbsolutePath();
  private static final Path LOCK = Build.FOLDER.resolve("spark-classes.lock");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private SharedClasses() {}

  /** The file, made by a run of the job when there is none since the job's jar was built. */
  static Path archive(Path jobJar) throws IOException, InterruptedException {
    // Tests run in several processes.
    try (FileChannel channel =
        FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock();
      try {
        if (!Files.exists(ARCHIVE)
            || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(jobJar))
                < 0) {
          make();
        }
      } finally {
        lock.release();
      }
    }
    return ARCHIVE;
  }

  private static void make() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Build.FOLDER, "classes").toAbsolutePath();
    try {
      Path archive = folder.resolve("archive");
      Path digits = folder.resolve("digits");
      SyntheticDigits.write(digits, 200, 100, 7);
      try (Child job =
          SparkHome.writing(archive, folder)
              .submit(
                  List.of(
                      "--master",
                      "local[2]",
                      "--conf",
                      "spark.eventLog.enabled=true",
                      "--conf",
                      "spark.eventLog.dir=" + folder.toUri()),
                  "train",
                  "--data",
                  digits.toString(),
                  "--output",
                  folder.resolve("runs").toString(),
                  "--epochs",
                  "1")) {
        if (job.await(PATIENCE) != 0 || !Files.exists(archive)) {
          throw new AssertionError("expected a run that leaves " + archive + ", found\n" + job);
        }
      }
      Files.move(archive, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }
}
