package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.FaultyLink;
import org.mnistspark.testing.JobProcess;
import org.mnistspark.testing.JobProcess.Ended;
import org.mnistspark.testing.MotoServer;
import org.mnistspark.testing.Pictures;
import org.mnistspark.testing.Trained;

/**
 * The job's commands on s3a://, and what can go wrong there: two that want one directory,
 * connections that break, buckets and rights that are missing.
 */
final class S3IT {
  /** Where the profile s3 puts them. */
  private static final Path CONNECTOR = Path.of("target/s3").toAbsolutePath();

  private static final String BUCKET = "digits-and-runs";

  /** One whose endpoint nobody listens on. */
  private static final String NO_SERVER = "no-server";

  @TempDir static Path folder;
  private static MotoServer s3;
  private static FaultyLink link;
  private static JobProcess job;
  private static JobProcess other;
  private static Trained reference;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    List<Path> jars = connector();
    s3 = MotoServer.start(folder);
    link = FaultyLink.to(s3.uri());
    s3.createBucket(BUCKET);
    SyntheticDigits.write(folder.resolve("digits"), 1_900, 500, 7);
    s3.putFolder(BUCKET + "/digits", folder.resolve("digits"));
    job = JobProcess.start(folder, options(jars));
    other = JobProcess.start(folder, options(jars));
    Ended local = job.run(train("local", "--output", folder.resolve("runs").toString()));
    assertEquals(0, local.code(), local.output());
    reference = Trained.of(folder.resolve("runs/local").toUri());
  }

  private static List<Path> connector() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(CONNECTOR),
        "expected hadoop-aws in target/s3, found none; ./mvnw verify -Ps3 brings it, 280 MB");
    try (Stream<Path> jars = Files.list(CONNECTOR)) {
      return jars.sorted().toList();
    }
  }

  private static List<String> options(List<Path> jars) {
    String s3a = "spark.hadoop.fs.s3a.";
    List<String> options = new ArrayList<>(List.of("--master", "local[2]"));
    options.addAll(
        List.of(
            "--driver-class-path",
            jars.stream().map(Path::toString).collect(Collectors.joining(":"))));
    for (String setting :
        List.of(
            "spark.task.cpus=1",
            s3a + "endpoint=" + link.uri(),
            s3a + "bucket." + NO_SERVER + ".endpoint=http://127.0.0.1:1/",
            s3a + "path.style.access=true",
            s3a + "access.key=test",
            s3a + "secret.key=test",
            s3a + "buffer.dir=" + folder.resolve("buffers"),
            // Quicker than conf/ has it.
            s3a + "attempts.maximum=1",
            s3a + "retry.limit=1",
            s3a + "retry.interval=100ms",
            // Not quicker: who waits for the other must not give up and come again.
            s3a + "connection.timeout=120000")) {
      options.addAll(List.of("--conf", setting));
    }
    return options;
  }

  @AfterAll
  static void end() throws IOException {
    for (AutoCloseable one : Arrays.asList(job, other, link, s3)) {
      close(one);
    }
  }

  private static void close(AutoCloseable one) throws IOException {
    try {
      if (one != null) {
        one.close();
      }
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void repair() {
    link.repair();
  }

  /** The job's arguments: three workers with two minibatches of 32 in a round. */
  private static String[] train(String runId, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--data", s3a("digits")));
    all.addAll(List.of("--epochs", "3", "--hidden", "64", "--workers", "3"));
    all.addAll(List.of("--batch-size", "32", "--averaging-frequency", "2"));
    if (!List.of(more).contains("--output")) {
      all.addAll(List.of("--output", s3a("runs")));
    }
    if (!runId.isEmpty()) {
      all.addAll(List.of("--run-id", runId));
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String s3a(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  private static Ended run(int code, String... command) throws IOException, InterruptedException {
    Ended ended = job.run(command);
    assertEquals(code, ended.code(), ended.output());
    return ended;
  }

  private static List<String> keys(String prefix) throws IOException, InterruptedException {
    return s3.keys(BUCKET, prefix);
  }

  private static Trained trained(String runId) throws IOException, InterruptedException {
    Path copy = Files.createDirectories(folder.resolve("copies").resolve(runId));
    for (String name : List.of("model.zip", "history.csv", "metrics.json")) {
      Files.write(copy.resolve(name), s3.get(BUCKET + "/runs/" + runId + "/" + name));
    }
    return Trained.of(copy.toUri());
  }

  /** The only line that says what went wrong. */
  private static String message(Ended ended) {
    List<String> found =
        ended.output().lines().filter(line -> line.startsWith("mnist-spark: ")).toList();
    assertEquals(1, found.size(), ended.output());
    return found.get(0).substring("mnist-spark: ".length());
  }

  @Test
  void aRunIsTheSameAsOnTheLocalDisk() throws IOException, InterruptedException {
    run(0, train("whole"));
    assertEquals(reference, trained("whole"));
    TreeSet<String> local = new TreeSet<>();
    Path run = folder.resolve("runs/local");
    try (Stream<Path> files = Files.walk(run)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> run.relativize(file).toString())
          .forEach(local::add);
    }
    assertEquals(List.copyOf(local), keys("runs/whole/"));

    assertEquals(
        "expected no run at s3a://digits-and-runs/runs/whole, found a finished run (it has"
            + " _SUCCESS); choose another --run-id or --overwrite",
        message(run(4, train("whole"))));
    assertTrue(run(0, train("whole", "--resume")).output().contains("RESULT {"));
    run(0, train("whole", "--overwrite"));
    assertEquals(reference, trained("whole"));
    run(0, train("from", "--from", s3a("runs/whole")));
    assertNotEquals(reference, trained("from"));

    run(
        0,
        "evaluate",
        "--model",
        s3a("runs/whole"),
        "--data",
        s3a("digits"),
        "--output",
        s3a("eval"));
    assertTrue(keys("eval/").contains("_SUCCESS"));
  }

  @Test
  void predictionsAreCompleteOnceTheyHaveSuccess() throws IOException, InterruptedException {
    run(0, train("model"));
    String[] predict = {
      "predict",
      "--model",
      s3a("runs/model"),
      "--input",
      s3a("digits"),
      "--output",
      s3a("predicted")
    };
    run(0, predict);
    List<String> first = keys("predicted/");
    assertEquals(
        List.of("_SUCCESS", "_predict.json"),
        first.stream().filter(key -> key.startsWith("_")).sorted().toList());
    assertTrue(message(run(4, predict)).startsWith("expected nothing at s3a://"));

    // Cut where the new files take the place of the old ones: an unfinished folder, and said so.
    link.cut("PUT /" + BUCKET + "/predicted/part-", 0, Integer.MAX_VALUE);
    List<String> again = new ArrayList<>(List.of(predict));
    again.add("--overwrite");
    Ended failed = run(1, again.toArray(String[]::new));
    assertTrue(
        message(failed).startsWith("cannot write s3a://" + BUCKET + "/predicted: "),
        failed.output());
    assertTrue(keys("predicted/").contains("_predict.json"));
    assertFalse(keys("predicted/").contains("_SUCCESS"));
    assertTrue(keys("predicted/").stream().noneMatch(key -> key.startsWith("part-")));
    assertTrue(link.repair() > 0);

    run(0, again.toArray(String[]::new));
    assertEquals(first.size(), keys("predicted/").size());
    assertTrue(keys("predicted/").contains("_SUCCESS"));
    assertEquals(List.of(), keys(".predicted"));
  }

  @Test
  void readsAnyKindOfData() throws IOException, InterruptedException {
    run(0, "data", "describe", "--data", s3a("digits"));
    run(0, train("of-all-kinds"));
    s3.put(BUCKET + "/table/digits.csv", csv().getBytes(StandardCharsets.UTF_8));
    String table = run(0, "data", "describe", "--data", s3a("table/digits.csv")).output();
    assertTrue(table.contains("all    20 images, shape [28, 28]"), table);
    s3.put(BUCKET + "/pictures/one.png", Pictures.plain(bar()));
    run(
        0,
        "predict",
        "--model",
        s3a("runs/of-all-kinds/model.zip"),
        "--input",
        s3a("pictures"),
        "--output",
        s3a("of-pictures"));
    List<String> predicted = keys("of-pictures/");
    assertTrue(predicted.contains("_SUCCESS"), predicted::toString);
    assertTrue(predicted.stream().anyMatch(key -> key.startsWith("part-")), predicted::toString);
  }

  /** White on black, [28, 28]. */
  private static byte[] bar() {
    byte[] pixels = new byte[784];
    for (int row = 6; row < 22; row++) {
      Arrays.fill(pixels, 28 * row + 13, 28 * row + 16, (byte) 255);
    }
    return pixels;
  }

  private static String csv() {
    StringBuilder csv = new StringBuilder("label");
    for (int i = 0; i < 784; i++) {
      csv.append(",p").append(i);
    }
    for (int row = 0; row < 20; row++) {
      csv.append('\n').append(row % 10).append(("," + 10 * row).repeat(784));
    }
    return csv.append('\n').toString();
  }

  @Test
  void aConnectionLostInTheMiddleOfTheModelLeavesARunThatGoesOn()
      throws IOException, InterruptedException {
    link.cut("PUT /" + BUCKET + "/runs/cut/model.zip", 20_000, Integer.MAX_VALUE);
    Ended failed = run(1, train("cut"));
    assertTrue(link.repair() > 0);
    String message = message(failed);
    assertTrue(message.startsWith("cannot write " + s3a("runs/cut/model.zip") + ": "), message);
    assertTrue(
        message.endsWith("; check the host and the port, and that the file system is up"), message);
    List<String> left = keys("runs/cut/");
    assertFalse(left.contains("model.zip"), left::toString);
    assertFalse(left.contains("_SUCCESS"), left::toString);
    assertTrue(left.stream().anyMatch(key -> key.startsWith("checkpoints/")), left::toString);

    assertTrue(run(0, train("cut", "--resume")).output().contains("Resumed after epoch "));
    assertEquals(reference, trained("cut"));
    assertTrue(keys("runs/cut/").contains("_SUCCESS"));
  }

  @Test
  void aConnectionLostInTheMiddleOfACheckpoint() throws IOException, InterruptedException {
    link.cut("PUT /" + BUCKET + "/runs/point/checkpoints/", 20_000, Integer.MAX_VALUE);
    run(1, train("point"));
    assertTrue(link.repair() > 0);
    assertFalse(keys("runs/point/").contains("_SUCCESS"));
    assertEquals(List.of(), keys("runs/point/checkpoints/"));

    run(0, train("point", "--resume"));
    assertEquals(reference, trained("point"));
  }

  @Test
  void aConnectionLostOnceIsTriedAgain() throws IOException, InterruptedException {
    link.cut("PUT /" + BUCKET + "/runs/once/model.zip", 20_000, 1);
    run(0, train("once"));
    assertEquals(1, link.repair());
    assertEquals(reference, trained("once"));
  }

  @Test
  void ofTwoThatClaimOneDirectoryAtTheSameMomentOneWins() throws IOException, InterruptedException {
    link.meet("PUT /" + BUCKET + "/runs/both/\\.claim");
    job.begin(train("both"));
    other.begin(train("both"));
    Ended one = job.end();
    Ended two = other.end();

    String both = one.output() + "\n" + two.output();
    assertEquals(2, link.repair(), both);
    assertEquals(List.of(0, 4), Stream.of(one.code(), two.code()).sorted().toList(), both);
    assertTrue(message(one.code() == 4 ? one : two).startsWith("expected to create "), both);
    assertEquals(reference, trained("both"));
    assertEquals(List.of(), keys("runs/both/.claim"));
  }

  @Test
  void ofTwoThatStartWithoutANameEachHasADirectory() throws IOException, InterruptedException {
    job.begin(train("", "--output", s3a("unnamed")));
    other.begin(train("", "--output", s3a("unnamed")));
    Ended one = job.end();
    Ended two = other.end();

    assertEquals(List.of(0, 0), List.of(one.code(), two.code()), one.output() + two.output());
    assertEquals(2, keys("unnamed/").stream().filter(key -> key.endsWith("/_SUCCESS")).count());
  }

  @Test
  void whatIsMissingIsSaidInOneLine() throws IOException, InterruptedException {
    Ended ended = run(1, train("x", "--output", "s3a://no-bucket/runs"));
    assertEquals(
        "cannot look for s3a://no-bucket/runs/x: The specified bucket does not exist; correct the"
            + " bucket's name, or create it",
        message(ended));
    ended = run(3, "data", "describe", "--data", "s3a://no-bucket/x");
    assertTrue(
        message(ended).contains("The specified bucket does not exist; check"), ended.output());
    ended = run(1, train("x", "--output", "s3a://" + NO_SERVER + "/runs"));
    assertTrue(
        message(ended)
            .startsWith(
                "cannot look for s3a://no-server/runs/x: Unable to execute HTTP request: Connect to 127.0.0.1:1 "),
        ended.output());
    assertTrue(
        message(ended).endsWith("; check the host and the port, and that the file system is up"),
        ended.output());

    s3.authorize(true);
    try {
      ended = run(1, train("x", "--output", s3a("runs")));
      assertTrue(
          message(ended).contains(": permission denied: FORBIDDEN; check the credentials"),
          ended.output());
    } finally {
      s3.authorize(false);
    }
  }
}
