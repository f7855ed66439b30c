package org.mnistspark.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Fetches the four files of MNIST from public mirrors into a local folder, uncompressed (Spark can
 * split plain files) and only if their content is the published one. A proxy is taken from Java's
 * https.proxyHost and https.proxyPort.
 */
public final class MnistDownload {
  /** Public mirrors, in the order in which they are asked. */
  public static final List<URI> DEFAULT_MIRRORS =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private static final long BACKOFF_MILLIS = 200;

  private final List<MnistFiles.Published> files;
  private final List<URI> mirrors;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final int attempts;
  private final Consumer<String> progress;

  /**
   * A download that starts with {@link #fetch}.
   *
   * @param mirrors folders that hold the four .gz files; their paths end with a slash
   * @param connectTimeout for one connection
   * @param requestTimeout for the headers of a response, and for every pause within its body
   * @param attempts per file and mirror; a mirror that cannot be reached gets one
   * @param progress takes one line at a time
   */
  public MnistDownload(
      List<URI> mirrors,
      Duration connectTimeout,
      Duration requestTimeout,
      int attempts,
      Consumer<String> progress) {
    this(MnistFiles.ALL, mirrors, connectTimeout, requestTimeout, attempts, progress);
  }

  MnistDownload(
      List<MnistFiles.Published> files,
      List<URI> mirrors,
      Duration connectTimeout,
      Duration requestTimeout,
      int attempts,
      Consumer<String> progress) {
    this.files = List.copyOf(files);
    this.mirrors = List.copyOf(mirrors);
    this.connectTimeout = connectTimeout;
    this.requestTimeout = requestTimeout;
    this.attempts = attempts;
    this.progress = progress;
  }

  /** A download from the public mirrors, with timeouts that suit them. */
  public static MnistDownload ofDefaults(Consumer<String> progress) {
    return new MnistDownload(
        DEFAULT_MIRRORS, Duration.ofSeconds(5), Duration.ofSeconds(30), 3, progress);
  }

  /**
   * Brings the folder to hold the four files. Those that are there already are verified and kept.
   *
   * @throws DataException if a file is there with other content (it is never overwritten), or if no
   *     mirror delivers
   * @throws IOException if the folder cannot be written or read
   * @throws CancellationException if the thread was interrupted, which it then still is
   */
  public void fetch(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<MnistFiles.Published> missing = new ArrayList<>();
    for (MnistFiles.Published file : files) {
      Optional<Path> present = MnistFiles.find(directory, file);
      if (present.isEmpty()) {
        missing.add(file);
      } else {
        verify(present.get(), file);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    try (VerifiedHttp http = new VerifiedHttp(connectTimeout, requestTimeout)) {
      for (MnistFiles.Published file : missing) {
        fetch(http, file, directory);
      }
    }
  }

  private void verify(Path present, MnistFiles.Published file) throws IOException {
    String digest = ContentDigest.sha256(Files.newInputStream(present), present.toString());
    if (!digest.equals(file.sha256())) {
      throw new DataException(
          "%s: expected MNIST's published content, SHA-256 %s, found %s; move the file away, or name its folder to use it as it is"
              .formatted(present, file.sha256(), digest));
    }
    progress.accept(present + ": already there, verified");
  }

  private void fetch(VerifiedHttp http, MnistFiles.Published file, Path directory) {
    List<String> failures = new ArrayList<>();
    for (URI mirror : mirrors) {
      URI uri = mirror.resolve(file.name() + ".gz");
      Optional<String> failure = tryMirror(http, uri, file, directory);
      if (failure.isEmpty()) {
        return;
      }
      failures.add(uri + ": " + failure.get());
    }
    throw new DownloadException(
        "MNIST: expected %s.gz from a mirror, found %s; run `data fetch` later, put the four IDX files into %s, or name the folder that has them"
            .formatted(
                file.name(),
                failures.isEmpty() ? "no mirror" : String.join("; ", failures),
                directory));
  }

  /** Empty if the file has arrived, else why the mirror was given up. */
  private Optional<String> tryMirror(
      VerifiedHttp http, URI uri, MnistFiles.Published file, Path directory) {
    for (int attempt = 1; ; attempt++) {
      String failure;
      boolean again;
      try {
        progress.accept("downloading " + uri);
        http.get(uri, file, directory);
        progress.accept(directory.resolve(file.name()) + ": " + file.bytes() + " bytes, verified");
        return Optional.empty();
      } catch (DataException e) { // the mirror has another file: asking again won't help
        failure = e.getMessage();
        again = false;
      } catch (IOException e) {
        failure = reason(e);
        again = attempt < attempts && !unreachable(e);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted();
      }
      progress.accept(uri + ": " + failure + (again ? "; trying again" : ""));
      if (!again) {
        return Optional.of(failure);
      }
      pause(BACKOFF_MILLIS << Math.min(attempt - 1, 5));
    }
  }

  private static boolean unreachable(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  /** What happened: java.net.http gives connection failures without a message of use. */
  static String reason(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "connection timed out";
    }
    if (e instanceof ConnectException) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UnresolvedAddressException) {
          return "unknown host";
        }
      }
      return "connection refused";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Not a DataException: no other mirror and no other data may take the place of a download that
   * was stopped.
   */
  static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException(
        "MNIST: expected to finish the download, was interrupted; run `data fetch` again");
  }
}
