package org.mnistspark.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that speaks S3, <a
 * href="https://docs.getmoto.org/en/latest/docs/server_mode.html">moto</a>, on a free port of
 * loopback, with all in memory.
 */
public final class MotoServer implements AutoCloseable {
  /** Of anybody: what others have written is private. Nothing verifies it. */
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host,"
          + " Signature=0";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String RUNNING = "Running on ";
  private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Child server;
  private final URI uri;

  private MotoServer(Child server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /** Starts it; skips the test, with one line, where moto is missing. */
  public static MotoServer start(Path folder) throws IOException, InterruptedException {
    Python python = Python.named("MNIST_SPARK_TEST_SERVICES_PYTHON");
    python.require(folder, "moto.server");
    Child server =
        python.start(folder, Map.of(), "-m", "moto.server", "--host=127.0.0.1", "--port=0");
    boolean started = false;
    try {
      String line = server.awaitLine(RUNNING, PATIENCE);
      started = true;
      return new MotoServer(server, URI.create(line.replaceFirst(".*" + RUNNING, "") + "/"));
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /** Where it listens, with a slash at the end. */
  public URI uri() {
    return uri;
  }

  /** Whether requests must be signed by somebody who has rights, whom there is none here. */
  public void authorize(boolean on) throws IOException, InterruptedException {
    send("POST", "moto-api/reset-auth", BodyPublishers.ofString(on ? "0" : "inf"));
  }

  /** Creates a bucket. */
  public void createBucket(String name) throws IOException, InterruptedException {
    send("PUT", name, BodyPublishers.noBody());
  }

  /** Writes an object: {@code BUCKET/KEY}. */
  public void put(String key, byte[] content) throws IOException, InterruptedException {
    send("PUT", key, BodyPublishers.ofByteArray(content));
  }

  /** Writes all files of a folder. */
  public void putFolder(String key, Path folder) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      put(key + "/" + file.getFileName(), Files.readAllBytes(file));
    }
  }

  /** The content of an object. */
  public byte[] get(String key) throws IOException, InterruptedException {
    return send("GET", key, BodyPublishers.noBody());
  }

  /** The keys of a bucket that begin so, without that, sorted; folders' own end with a slash. */
  public List<String> keys(String bucket, String prefix) throws IOException, InterruptedException {
    byte[] listing = send("GET", bucket + "?list-type=2&prefix=" + prefix, BodyPublishers.noBody());
    return KEY.matcher(new String(listing, StandardCharsets.UTF_8))
        .results()
        .map((MatchResult found) -> found.group(1).substring(prefix.length()))
        .filter(key -> !key.isEmpty())
        .sorted()
        .toList();
  }

  private byte[] send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Authorization", SIGNED)
            .method(method, body)
            .build();
    var response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "expected "
              + method
              + " "
              + path
              + " to succeed, found status "
              + response.statusCode()
              + "\n"
              + server);
    }
    return response.body();
  }

  @Override
  public void close() {
    server.close();
  }
}
