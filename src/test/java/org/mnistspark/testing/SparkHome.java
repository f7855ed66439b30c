package org.mnistspark.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Processes of the assembled Spark, on loopback, which start quickly and leave nothing behind. */
public final class SparkHome {
  /** C1 alone and one thread of garbage collection: a JVM is up in half the time. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path HOME = Build.spark();
  private static final Path CONF = Path.of("conf").toAbsolutePath();

  private final Path folder;

  /** What java is started with. */
  private final String javaOptions;

  /** Processes that keep their files in this folder. */
  public SparkHome(Path folder) throws IOException, InterruptedException {
    this(folder, QUICK + " -XX:SharedArchiveFile=" + SharedClasses.archive(Build.jobJar()));
  }

  /** Processes with these options of java. */
  SparkHome(Path folder, String javaOptions) {
    this.folder = folder;
    this.javaOptions = javaOptions;
  }

  /** Processes that use no {@link SharedClasses} but write them when they end. */
  static SparkHome writing(Path archive, Path folder) {
    return new SparkHome(folder, QUICK + " -Xlog:disable -XX:ArchiveClassesAtExit=" + archive);
  }

  /**
   * Starts the packaged job through spark-submit, in client mode. The settings of conf/ go along as
   * files, not as a folder on the class path, with which a JVM shares no classes.
   *
   * @param options of spark-submit, {@code --master} and such; they win over conf/
   * @param job the job's command and options
   */
  public Child submit(List<String> options, String... job) throws IOException {
    return submit("org.mnistspark.cli.Main", options, job);
  }

  /** The same with another main class. */
  Child submit(String mainClass, List<String> options, String... job) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                HOME.resolve("bin/spark-submit").toString(),
                "--properties-file",
                CONF.resolve("spark-defaults.conf").toString(),
                "--driver-memory",
                "512m",
                "--driver-java-options",
                javaOptions
                    + " -Dlog4j2.configurationFile="
                    + CONF.resolve("log4j2.properties").toUri(),
                "--conf",
                "spark.executor.extraJavaOptions=" + javaOptions));
    command.addAll(options);
    command.addAll(List.of("--class", mainClass, Build.jobJar().toString()));
    command.addAll(List.of(job));
    return start(command, Map.of());
  }

  /** Starts one of Spark's own main classes, which log what they do to the output. */
  Child run(Map<String, String> environment, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(HOME.resolve("bin/spark-class").toString()));
    all.addAll(List.of(command));
    return start(all, environment);
  }

  private Child start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    builder.environment().put("SPARK_DAEMON_JAVA_OPTS", javaOptions);
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    builder.environment().putAll(environment);
    return Child.start(builder);
  }

  /** A jar with a class of the tests and those nested in it, for {@code --jars}. */
  public static Path jar(Path folder, Class<?> type) throws IOException {
    String name = type.getSimpleName() + ".class";
    Path source = Path.of(URI.create(type.getResource(name).toString())).getParent();
    Path jar = folder.resolve(type.getSimpleName() + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        DirectoryStream<Path> files =
            Files.newDirectoryStream(source, type.getSimpleName() + "*.class")) {
      for (Path file : files) {
        String entry = type.getPackageName().replace('.', '/') + "/" + file.getFileName();
        out.putNextEntry(new JarEntry(entry));
        Files.copy(file, out);
      }
    }
    return jar;
  }
}
