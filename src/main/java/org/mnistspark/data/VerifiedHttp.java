package org.mnistspark.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt at a time to bring a published file into a folder: it appears there under its name
 * with the published content, or not at all.
 */
final class VerifiedHttp implements AutoCloseable {
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final HttpClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(VerifiedHttp::daemon);

  VerifiedHttp(Duration connectTimeout, Duration requestTimeout) {
    this.connectTimeout = connectTimeout;
    this.requestTimeout = requestTimeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "mnist-download-timer");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Downloads, inflates and verifies a file while it streams.
   *
   * @throws DataException if this address has something else: asking again is of no use
   * @throws IOException if the transfer failed
   */
  void get(URI uri, MnistFiles.Published file, Path directory) throws IOException {
    HttpResponse<InputStream> response = send(uri);
    // Compression costs at most a little more than it saves; an endless gzip header has no content
    // that the limit on content could stop.
    long most = file.bytes() + (1 << 16);
    try (InputStream body = new GuardedBody(response.body(), most, requestTimeout, timer)) {
      int status = response.statusCode();
      if (status == 429 || status >= 500) {
        throw new IOException("HTTP status " + status);
      }
      if (status != 200) {
        throw new DataException("HTTP status " + status);
      }
      Path part = directory.resolve("." + file.name() + "." + UUID.randomUUID() + ".part");
      try {
        copyVerified(body, file, part);
        Files.move(part, directory.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }

  private HttpResponse<InputStream> send(URI uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(requestTimeout).build();
    CompletableFuture<HttpResponse<InputStream>> response =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    Duration most = connectTimeout.plus(requestTimeout);
    try {
      // The client's own timeouts don't cover a name lookup that hangs.
      return response.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no response within " + most.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw MnistDownload.interrupted();
    } finally {
      response.cancel(true);
    }
  }

  private static void copyVerified(InputStream body, MnistFiles.Published file, Path part)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    InputStream content = ArrayReader.inflated(body);
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      for (int n = content.read(buffer); n != -1; n = content.read(buffer)) {
        bytes += n;
        if (bytes > file.bytes()) {
          throw new DataException("expected " + file.bytes() + " bytes of content, found more");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(file.sha256())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected %d bytes with SHA-256 %s, found %d bytes with %s",
              file.bytes(),
              file.sha256(),
              bytes,
              found));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
