package org.mnistspark.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.tracking.FakeServer.Request;

/** A run whose tracking server is away, slow, talks nonsense or refuses. */
final class MlflowRunTest {
  private static final String PROXIED = "mlflow-artifacts:/1/abc/artifacts";
  private static final Optional<String> SECRET = Optional.of("Bearer s3cret");

  /** Long enough for a server that answers, and so short that one that hangs holds up no test. */
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMinutes(1));

  private static final Patience IMPATIENCE =
      new Patience(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMinutes(1));

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer(PROXIED);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static TrackedRun run(boolean resumed, EpochHistory... earlier) {
    return new TrackedRun(
        "a",
        "file:/runs/a",
        resumed,
        Instant.ofEpochMilli(1000),
        "me",
        Map.of("epochs", 2),
        Map.of("spark.version", "3.5.9"),
        List.of(earlier));
  }

  private MlflowRun begin(Patience patience) {
    return begin(server.uri(), patience, run(false));
  }

  private static MlflowRun begin(URI at, Patience patience, TrackedRun run) {
    return MlflowRun.begin(new MlflowConfig(at, SECRET, "digits"), patience, run);
  }

  private static EpochHistory epoch(int number) {
    return new EpochHistory(number, 0.5, 0.75, 0.25, 0.875, 2, 1000);
  }

  private static Artifact artifact(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new Artifact(name, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  /** Two epochs, the end, two artifacts. */
  private static void finish(MlflowRun run) {
    run.epochEnds(epoch(1));
    run.epochEnds(epoch(2));
    run.finished(
        Map.of("test_accuracy", 0.9),
        () -> List.of(artifact("run.json", "{}"), artifact("empty", "")));
  }

  private static String finished(MlflowRun run) {
    finish(run);
    run.close();
    String problem = run.problem().orElseThrow();
    assertFalse(problem.contains("s3cret"), problem);
    return problem;
  }

  private long steps(int step) {
    return server.bodies(FakeServer.LOG).stream()
        .filter(body -> body.contains("\"train_loss\"") && body.contains("\"step\":" + step))
        .count();
  }

  /** Everything has arrived, and once. */
  private void assertComplete() {
    assertEquals(1, steps(1));
    assertEquals(1, steps(2));
    List<String> updates = server.bodies(FakeServer.UPDATE);
    assertEquals(1, updates.size());
    assertTrue(updates.get(0).contains("\"status\":\"FINISHED\""), updates.get(0));
    String folder = "mlflow-artifacts/artifacts/1/abc/artifacts/";
    assertEquals(List.of("{}"), server.bodies(folder + "run.json"));
    assertEquals(List.of(""), server.bodies(folder + "empty"));
    assertEquals(
        List.of(SECRET),
        server.requests().stream().map(Request::authorization).distinct().toList());
  }

  @Test
  void aRunIsToldInOrder() {
    MlflowRun run = begin(PATIENCE);
    finish(run);
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertEquals(Optional.of(server.uri() + "/#/experiments/1/runs/abc"), run.page());
    assertComplete();
    assertEquals(
        List.of("get-by-name", "search", "create", "log-batch", "log-batch", "log-batch"),
        server.requests().stream()
            .map(request -> request.path().replaceFirst(".*/", ""))
            .limit(6)
            .toList());
  }

  @Test
  void aServerThatIsAwayIsSaid() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);

    assertEquals(nobody + ": no server", finished(begin(nobody, PATIENCE, run(false))));
  }

  @Test
  void nothingWaitsForAServerThatHangs() {
    server.on(
        FakeServer.EXPERIMENT,
        server.hang(FakeServer.json("{'experiment': {'experiment_id': '1'}}")));
    MlflowRun run = begin(PATIENCE);
    // All of this returns while the first request has no answer.
    finish(run);
    assertEquals(0, server.bodies(FakeServer.CREATE).size());
    server.release();
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertComplete();
  }

  @Test
  void theEndDoesNotWaitForAServerThatHangs() {
    server.onAll(server.hang(FakeServer.json("{}")));

    assertEquals(server.uri() + ": no answer within 0.05 s", finished(begin(IMPATIENCE)));
  }

  @Test
  void theEndIsBoundedThoughEveryRequestMayTakeLong() {
    server.onAll(server.hang(FakeServer.json("{}")));
    Duration day = Duration.ofDays(1);

    assertEquals(
        server.uri() + ": not done within 0.05 s after the end of the run",
        finished(begin(new Patience(day, day, day, day, Duration.ofMillis(50)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeServer.EXPERIMENT, FakeServer.SEARCH, FakeServer.LOG})
  void whatFailsIsSentAgain(String path) throws InterruptedException {
    FakeServer.Answer answer =
        path.equals(FakeServer.EXPERIMENT)
            ? FakeServer.json("{'experiment': {'experiment_id': '1'}}")
            : FakeServer.json("{}");
    server.on(
        path,
        FakeServer.status(503, ""),
        FakeServer.status(200, "<html>log in</html>"),
        FakeServer.status(429, ""),
        answer);
    MlflowRun run = begin(PATIENCE);
    server.awaitRequests(path, 4);
    finish(run);
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertComplete();
  }

  @Test
  void theEndIsSentAgainToo() {
    server.on(FakeServer.UPDATE, FakeServer.status(502, ""), FakeServer.json("{}"));
    MlflowRun run = begin(PATIENCE);
    finish(run);
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertEquals(2, server.bodies(FakeServer.UPDATE).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | '' | HTTP status 500",
        "503 | '{\"message\": \"later\"}' | HTTP status 503 later",
        "401 | 'You are not authenticated' | HTTP status 401 You are not authenticated",
        "404 | '<html>no MLflow here</html>' | HTTP status 404 <html>no MLflow here</html>",
        "200 | '<html>\u001b[2Jlog in</html>' | an answer that is not JSON: <html>?[2Jlog in</html>",
        "200 | '' | an answer without /experiment/experiment_id",
        "200 | '[1, 2]' | an answer without /experiment/experiment_id",
        "200 | '{\"experiment\": {\"experiment_id\": {}}}' | an answer without /experiment/experiment_id"
      })
  void whatIsFoundIsSaid(int status, String body, String found) {
    server.onAll(FakeServer.status(status, body));

    String problem = finished(begin(PATIENCE));

    assertEquals(server.uri() + ": " + found, problem);
  }

  @Test
  void anAnswerWithoutEndIsNotReadToItsEnd() {
    server.onAll(FakeServer.flood());

    String problem = finished(begin(PATIENCE));

    assertTrue(problem.contains("an answer of more than 16777216 bytes"), problem);
  }

  @Test
  void credentialsStayWithTheServer() throws IOException {
    try (FakeServer other = new FakeServer(PROXIED)) {
      server.onAll(FakeServer.redirect(other.uri()));

      assertEquals(server.uri() + ": HTTP status 302", finished(begin(PATIENCE)));
      assertEquals(List.of(), other.requests());
    }
  }

  @Test
  void aServerThatRefusesIsAskedOnce() {
    server.onAll(FakeServer.status(403, "{\"message\": \"Permission denied\"}"));

    assertTrue(finished(begin(PATIENCE)).contains("HTTP status 403 Permission denied"));
    assertEquals(1, server.requests().size());
  }

  @Test
  void aRunWhoseCreationWasNotHeardOfIsFoundAgain() {
    server.on(FakeServer.CREATE, FakeServer.status(500, ""));
    server.on(
        FakeServer.SEARCH,
        FakeServer.json("{}"),
        FakeServer.json(
            "{'runs': [{'info': {'run_id': 'other', 'start_time': 999, 'artifact_uri': '%s'}, %s}, {'info': {'run_id': 'abc', 'start_time': 1000, 'artifact_uri': '%s'}, %s}]}"
                .formatted(PROXIED, tagged("file:/runs/a"), PROXIED, tagged("file:/runs/a"))));
    MlflowRun run = begin(PATIENCE);
    run.killed();
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertEquals(1, server.bodies(FakeServer.CREATE).size());
    List<String> updates = server.bodies(FakeServer.UPDATE);
    assertTrue(
        updates.get(updates.size() - 1).matches("\\{\"run_id\":\"abc\",\"status\":\"KILLED\".*"));
  }

  private static String tagged(String directory) {
    return "'data': {'tags': [{'key': 'mnist_spark.run_directory', 'value': '%s'}], 'params': [{'key': 'epochs', 'value': '3'}], 'metrics': [{'key': 'train_loss', 'step': 1}]}"
        .formatted(directory);
  }

  @Test
  void aResumedRunGoesOnWhereItsDirectoryIsTheSame() {
    server.on(
        FakeServer.SEARCH,
        FakeServer.json(
            "{'runs': [{'info': {'run_id': 'other', 'artifact_uri': '%s'}, %s}, {'info': {'run_id': 'abc', 'artifact_uri': '%s'}, %s}]}"
                .formatted(PROXIED, tagged("file:/elsewhere/a"), PROXIED, tagged("file:/runs/a"))));
    try (MlflowRun run = begin(server.uri(), PATIENCE, run(true, epoch(1)))) {
      run.epochEnds(epoch(2));
    }
    assertEquals(0, server.bodies(FakeServer.CREATE).size());
    assertEquals(0, steps(1), "logged by the earlier start");
    assertEquals(1, steps(2));
    List<String> logged = server.bodies(FakeServer.LOG);
    assertTrue(logged.stream().noneMatch(body -> body.contains("params")), "cannot be changed");
    assertTrue(logged.stream().allMatch(body -> body.contains("\"run_id\":\"abc\"")));
    assertEquals(2, server.bodies(FakeServer.UPDATE).size());
    assertTrue(server.bodies(FakeServer.UPDATE).get(0).contains("RUNNING"));
    assertTrue(server.bodies(FakeServer.UPDATE).get(1).contains("FAILED"));
  }

  @Test
  void epochsOfAnEarlierStartAreLoggedWhereItCouldNot() {
    try (MlflowRun run = begin(server.uri(), PATIENCE, run(true, epoch(1), epoch(2)))) {
      run.epochEnds(epoch(3));
    }
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertEquals(1, steps(epoch));
    }
  }

  @Test
  void artifactsThatCannotBeStoredDoNotKeepARunFromItsEnd() {
    server.on("mlflow-artifacts/artifacts/1/abc/artifacts/run.json", FakeServer.status(500, ""));

    assertEquals(
        server.uri() + ": artifacts stay in the run directory: HTTP status 500",
        finished(begin(PATIENCE)));
    assertTrue(server.bodies(FakeServer.UPDATE).get(0).contains("FINISHED"));
    assertTrue(
        server.bodies(FakeServer.LOG).stream()
            .anyMatch(body -> body.contains("mnist_spark.artifacts")));
  }

  @Test
  void anArtifactIsSentTwice() {
    String path = "mlflow-artifacts/artifacts/1/abc/artifacts/run.json";
    server.on(path, FakeServer.status(502, ""), FakeServer.json("{}"));
    MlflowRun run = begin(PATIENCE);
    finish(run);
    run.close();

    assertEquals(Optional.empty(), run.problem());
    assertEquals(List.of("{}", "{}"), server.bodies(path));
  }

  @Test
  void anArtifactThatIsRefusedKeepsNoOtherAway() {
    String folder = "mlflow-artifacts/artifacts/1/abc/artifacts/";
    server.on(folder + "run.json", FakeServer.status(413, "too large"));

    assertEquals(
        server.uri() + ": artifacts stay in the run directory: run.json: HTTP status 413 too large",
        finished(begin(PATIENCE)));
    assertEquals(List.of("{}"), server.bodies(folder + "run.json"));
    assertEquals(List.of(""), server.bodies(folder + "empty"));
  }

  /** The end of everything is said, though less has been said before. */
  @Test
  void whatEndsARunIsSaidLast() throws IOException {
    try (FakeServer other = new FakeServer("file:///artifacts/1/abc")) {
      other.on(FakeServer.UPDATE, FakeServer.status(401, "expired"));

      assertEquals(
          other.uri() + ": HTTP status 401 expired",
          finished(begin(other.uri(), PATIENCE, run(false))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///artifacts/1/abc",
        "s3://bucket/1/abc",
        "mlflow-artifacts://other:1/1/abc"
      })
  void artifactsThatAreNotKeptBehindTheServerStayInTheRunDirectory(String location)
      throws IOException {
    try (FakeServer other = new FakeServer(location)) {
      String problem = finished(begin(other.uri(), PATIENCE, run(false)));

      assertTrue(problem.contains("artifacts stay in the run directory"), problem);
      assertTrue(problem.contains(location), problem);
      assertTrue(other.bodies(FakeServer.UPDATE).get(0).contains("FINISHED"));
      assertTrue(other.requests().stream().noneMatch(request -> request.method().equals("PUT")));
      assertTrue(
          other.bodies(FakeServer.LOG).stream()
              .anyMatch(body -> body.contains("mnist_spark.artifacts")));
    }
  }

  @Test
  void whatWaitsIsBounded() {
    server.onAll(server.hang(FakeServer.json("{}")));
    MlflowRun run = begin(PATIENCE);
    for (int epoch = 1; epoch <= Outbox.CAPACITY + 1; epoch++) {
      run.epochEnds(epoch(epoch));
    }
    assertEquals(
        Optional.of(server.uri() + ": more than 1000 updates wait to be sent"), run.problem());
    server.release();
    run.close();
    assertTrue(server.requests().size() <= 1, "what waited is not sent");
  }
}
