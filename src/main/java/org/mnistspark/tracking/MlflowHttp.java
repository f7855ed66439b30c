package org.mnistspark.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mnistspark.failure.OneLine;
import org.mnistspark.run.record.Json;

/**
 * Requests to a tracking server. A failure is an IOException whose message says what was found: a
 * {@link RefusedException} if the request will not succeed later either.
 */
final class MlflowHttp {
  private static final String API = "/api/2.0/";

  private final MlflowConfig config;
  private final Patience patience;
  private final HttpClient client;

  MlflowHttp(MlflowConfig config, Patience patience) {
    this.config = config;
    this.patience = patience;
    // Redirects are not followed: they would take the credentials elsewhere. Version 1.1, because
    // uvicorn, which serves MLflow, does not know the upgrade to version 2.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.request())
            .build();
  }

  /** The answer to a query. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return answer(request("mlflow/" + path).GET(), patience.request());
  }

  /** The answer to a call. */
  JsonNode post(String path, JsonNode call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("mlflow/" + path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(call.toString()));
    return answer(request, patience.request());
  }

  /**
   * Uploads a file through the server's artifact proxy.
   *
   * @param path as in the URI of an artifact location {@code mlflow-artifacts:/...}
   */
  void upload(String path, Artifact file) throws IOException, InterruptedException {
    BodyPublisher content =
        file.bytes() == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(file.content()), file.bytes());
    answer(
        request("mlflow-artifacts/artifacts/" + path)
            .header("Content-Type", "application/octet-stream")
            .PUT(content),
        patience.upload());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.server() + API + path))
            .header("Accept", "application/json");
    config.authorization().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode answer(HttpRequest.Builder request, Duration atMost)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(request.build(), atMost);
    String body = new String(response.body(), StandardCharsets.UTF_8);
    int status = response.statusCode();
    if (status / 100 == 2) {
      try {
        return Json.parse(body);
      } catch (JsonProcessingException e) {
        throw new IOException("an answer that is not JSON: " + excerpt(body), e);
      }
    }
    JsonNode error = errorOf(body);
    String message = excerpt(error.path("message").asText(body));
    String found = ("HTTP status " + status + " " + message).strip();
    if (status == 408 || status == 429 || status >= 500) {
      throw new IOException(found);
    }
    throw new RefusedException(error.path("error_code").asText(), found);
  }

  private static JsonNode errorOf(String body) {
    try {
      return Json.parse(body);
    } catch (JsonProcessingException e) {
      // A proxy's page, for example.
      return MissingNode.getInstance();
    }
  }

  private static String excerpt(String text) {
    String line = OneLine.of(text);
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  private HttpResponse<byte[]> send(HttpRequest request, Duration atMost)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, head -> new BoundedBody());
    try {
      // The client's own timeouts cover neither a name lookup that hangs nor a body that stalls.
      return response.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + atMost.toMillis() / 1e3 + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e);
    } finally {
      response.cancel(true);
    }
  }

  private static String reason(Throwable failure) {
    // Its message is empty in the JDK's client.
    return failure instanceof ConnectException ? "no server" : excerpt(failure.toString());
  }
}
