package org.mnistspark.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** MLflow's own tracking server, on a free port of loopback, with all it keeps in one folder. */
public final class MlflowServer implements AutoCloseable {
  /** It migrates its database through every version first: 30 s on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String RUNNING = "Uvicorn running on ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Child server;
  private final URI uri;

  private MlflowServer(Child server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /** Starts it; skips the test, with one line, where MLflow is missing. */
  public static MlflowServer start(Path folder) throws IOException, InterruptedException {
    Python python = Python.named("MNIST_SPARK_TEST_SERVICES_PYTHON");
    python.require(folder, "mlflow.server");
    Child server =
        python.start(
            folder,
            // Without a dozen processes that tracking does not need.
            Map.of("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false", "MLFLOW_DISABLE_TELEMETRY", "1"),
            "-m",
            "mlflow",
            "server",
            "--host=127.0.0.1",
            "--port=0",
            "--workers=1",
            "--backend-store-uri=sqlite:///" + folder.resolve("mlflow.db"),
            "--artifacts-destination=" + folder.resolve("artifacts"));
    boolean started = false;
    try {
      String line = server.awaitLine(RUNNING, PATIENCE);
      started = true;
      String address = line.replaceFirst(".*" + RUNNING, "").replaceFirst(" .*", "");
      return new MlflowServer(server, URI.create(address));
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /** Where it listens. */
  public URI uri() {
    return uri;
  }

  /** The answer to a query of its REST interface. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return json(HttpRequest.newBuilder(api("mlflow/" + path)).build());
  }

  /** The answer to a call; {@code body} has ' for ". */
  public JsonNode post(String path, String body) throws IOException, InterruptedException {
    return json(
        HttpRequest.newBuilder(api("mlflow/" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  /** An artifact, through the server. */
  public byte[] artifact(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(api("mlflow-artifacts/artifacts/" + path)).build());
  }

  private URI api(String path) {
    return uri.resolve("/api/2.0/" + path);
  }

  private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(send(request));
  }

  private byte[] send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + ": HTTP status " + response.statusCode());
    }
    return response.body();
  }

  @Override
  public void close() {
    server.close();
  }
}
