package org.mnistspark.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistDownloadTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";
  private static final byte[] IMAGE_CONTENT = "the images ".repeat(1000).getBytes(UTF_8);
  private static final byte[] LABEL_CONTENT = "labels".getBytes(UTF_8);
  private static final List<MnistFiles.Published> FILES =
      List.of(published(IMAGES, IMAGE_CONTENT), published(LABELS, LABEL_CONTENT));

  private final List<String> progress = new ArrayList<>();
  private byte[] imagesGz;
  private MirrorServer first;
  private MirrorServer second;

  @TempDir private Path temp;

  private static MnistFiles.Published published(String name, byte[] content) {
    return new MnistFiles.Published(name, TestFiles.sha256(content), content.length);
  }

  @BeforeEach
  void startMirrors() throws IOException {
    imagesGz = TestFiles.gzip(IMAGE_CONTENT);
    byte[] labelsGz = TestFiles.gzip(LABEL_CONTENT);
    first = new MirrorServer().on(LABELS + ".gz", MirrorServer.bytes(labelsGz));
    second =
        new MirrorServer()
            .on(IMAGES + ".gz", MirrorServer.bytes(imagesGz))
            .on(LABELS + ".gz", MirrorServer.bytes(labelsGz));
  }

  @AfterEach
  void stopMirrors() {
    first.close();
    second.close();
  }

  private MnistDownload download(URI... mirrors) {
    return new MnistDownload(
        FILES, List.of(mirrors), Duration.ofSeconds(5), Duration.ofMillis(500), 2, progress::add);
  }

  private Path folder() {
    return temp.resolve("data").resolve("mnist");
  }

  private void assertComplete() throws IOException {
    assertEquals(new String(IMAGE_CONTENT, UTF_8), Files.readString(folder().resolve(IMAGES)));
    assertEquals(new String(LABEL_CONTENT, UTF_8), Files.readString(folder().resolve(LABELS)));
    assertEquals(List.of(IMAGES, LABELS), listing());
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The images from the first mirror only, by these answers; returns the message. */
  private String failure(MirrorServer.Answer... answers) throws IOException {
    first.on(IMAGES + ".gz", answers);
    String message =
        assertThrows(DownloadException.class, () -> download(first.uri()).fetch(folder()))
            .getMessage();
    assertEquals(List.of(), listing());
    return message;
  }

  private String unavailable(String found) {
    return "MNIST: expected %s.gz from a mirror, found %s; run `data fetch` later, put the four IDX files into %s, or name the folder that has them"
        .formatted(IMAGES, found, folder());
  }

  private URI images(MirrorServer server) {
    return server.uri().resolve(IMAGES + ".gz");
  }

  @Test
  void fetchesVerifiesAndUnpacks() throws IOException {
    download(second.uri()).fetch(folder());
    assertComplete();
    assertEquals(
        List.of(
            "downloading " + images(second),
            folder().resolve(IMAGES) + ": 11000 bytes, verified",
            "downloading " + second.uri().resolve(LABELS + ".gz"),
            folder().resolve(LABELS) + ": 6 bytes, verified"),
        progress);
  }

  @Test
  void acceptsAMirrorThatUnpacksByItself() throws IOException {
    first.on(IMAGES + ".gz", MirrorServer.bytes(IMAGE_CONTENT));
    download(first.uri()).fetch(folder());
    assertComplete();
  }

  @Test
  void followsRedirects() throws IOException {
    first.on(IMAGES + ".gz", MirrorServer.redirect(images(second)));
    download(first.uri()).fetch(folder());
    assertComplete();
  }

  @Test
  void keepsVerifiedFiles() throws IOException {
    Files.createDirectories(folder());
    Files.write(folder().resolve(IMAGES + ".gz"), imagesGz);
    download(first.uri()).fetch(folder());
    assertEquals(List.of(IMAGES + ".gz", LABELS), listing());
    assertEquals(List.of(LABELS + ".gz"), first.requests());
    assertEquals(folder().resolve(IMAGES + ".gz") + ": already there, verified", progress.get(0));
  }

  @Test
  void neverOverwritesOtherContent() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve(LABELS), "my own");
    DataException e =
        assertThrows(DataException.class, () -> download(second.uri()).fetch(folder()));
    assertEquals(
        "%s: expected MNIST's published content, SHA-256 %s, found %s; move the file away, or name its folder to use it as it is"
            .formatted(
                folder().resolve(LABELS),
                TestFiles.sha256(LABEL_CONTENT),
                TestFiles.sha256("my own".getBytes(UTF_8))),
        e.getMessage());
    assertTrue(!(e instanceof DownloadException), "must not lead to synthetic digits");
    assertEquals("my own", Files.readString(folder().resolve(LABELS)));
    assertEquals(List.of(), second.requests());
  }

  @Test
  void asksTheNextMirrorAfter404() throws IOException {
    download(first.uri(), second.uri()).fetch(folder());
    assertComplete();
    assertEquals(List.of(IMAGES + ".gz", LABELS + ".gz"), first.requests());
    assertEquals(List.of(IMAGES + ".gz"), second.requests());
    assertTrue(progress.contains(images(first) + ": HTTP status 404"));
  }

  @Test
  void asksTheNextMirrorAfterWrongContent() throws IOException {
    first.on(IMAGES + ".gz", MirrorServer.bytes(TestFiles.gzip("tampered".getBytes(UTF_8))));
    download(first.uri(), second.uri()).fetch(folder());
    assertComplete();
  }

  @Test
  void triesAgainAfter503() throws IOException {
    first.on(IMAGES + ".gz", MirrorServer.status(503), MirrorServer.bytes(imagesGz));
    download(first.uri()).fetch(folder());
    assertComplete();
    assertEquals(images(first) + ": HTTP status 503; trying again", progress.get(1));
  }

  @Test
  void triesAgainAfterABrokenTransfer() throws IOException {
    first.on(
        IMAGES + ".gz",
        MirrorServer.promise(Arrays.copyOf(imagesGz, 30), imagesGz.length),
        MirrorServer.bytes(imagesGz));
    download(first.uri()).fetch(folder());
    assertComplete();
  }

  @Test
  void triesAgainAfterATruncatedGzip() throws IOException {
    first.on(
        IMAGES + ".gz",
        MirrorServer.bytes(Arrays.copyOf(imagesGz, 30)),
        MirrorServer.bytes(imagesGz));
    download(first.uri()).fetch(folder());
    assertComplete();
  }

  @Test
  void triesAgainAfterAStalledBody() throws IOException {
    first.on(
        IMAGES + ".gz", first.stall(Arrays.copyOf(imagesGz, 30)), MirrorServer.bytes(imagesGz));
    download(first.uri()).fetch(folder());
    assertComplete();
    assertEquals(images(first) + ": stalled for 500 ms; trying again", progress.get(1));
  }

  @Test
  void givesUpAfterItsAttempts() throws IOException {
    assertEquals(
        unavailable(images(first) + ": HTTP status 503"), failure(MirrorServer.status(503)));
    assertEquals(2, first.requests().size());
  }

  @Test
  void saysHowContentDiffers() throws IOException {
    byte[] tampered = "tampered".getBytes(UTF_8);
    assertEquals(
        unavailable(
            "%s: expected 11000 bytes with SHA-256 %s, found 8 bytes with %s"
                .formatted(
                    images(first), TestFiles.sha256(IMAGE_CONTENT), TestFiles.sha256(tampered))),
        failure(MirrorServer.bytes(TestFiles.gzip(tampered))));
    assertEquals(1, first.requests().size());
  }

  @Test
  void stopsContentThatIsTooLong() throws IOException {
    assertEquals(
        unavailable(images(first) + ": expected 11000 bytes of content, found more"),
        failure(MirrorServer.bytes(TestFiles.gzip(new byte[1 << 20]))));
  }

  @Test
  void stopsAGzipHeaderThatDoesNotEnd() throws IOException {
    byte[] header = new byte[100_000]; // magic, deflate, flag FNAME: a name without its final zero
    Arrays.fill(header, (byte) 'x');
    System.arraycopy(new byte[] {0x1F, (byte) 0x8B, 8, 8}, 0, header, 0, 4);
    assertEquals(
        unavailable(images(first) + ": expected at most 76536 bytes, found more"),
        failure(MirrorServer.bytes(header)));
  }

  @Test
  void asksAnUnreachableMirrorOnce() throws IOException {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    String message =
        assertThrows(DownloadException.class, () -> download(closed, closed).fetch(folder()))
            .getMessage();
    String refused = closed.resolve(IMAGES + ".gz") + ": connection refused";
    assertEquals(unavailable(refused + "; " + refused), message);
    assertEquals(4, progress.size());
  }

  @Test
  void namesConnectionFailures() {
    ConnectException unknown = new ConnectException();
    unknown.initCause(new ConnectException().initCause(new UnresolvedAddressException()));
    assertEquals("unknown host", MnistDownload.reason(unknown));
    assertEquals("connection timed out", MnistDownload.reason(new HttpConnectTimeoutException("")));
    assertEquals("IOException", MnistDownload.reason(new IOException()));
  }

  @Test
  void stopsWhenInterrupted() {
    Thread.currentThread().interrupt();
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> download(second.uri()).fetch(folder()));
    assertTrue(Thread.interrupted());
    assertInstanceOf(CancellationException.class, e);
    assertEquals(
        "MNIST: expected to finish the download, was interrupted; run `data fetch` again",
        e.getMessage());
  }
}
