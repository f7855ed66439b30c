package org.mnistspark.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
  private static final byte[] CONTENT = "abc".getBytes(UTF_8);
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, B.1

  private static ContentDigest digest(byte[] file, Optional<String> marker) throws IOException {
    return ContentDigest.of(
        List.of("train-labels-idx1-ubyte"), name -> new ByteArrayInputStream(file), marker);
  }

  @Test
  void digestsTheUncompressedContent() throws IOException {
    Map<String, String> expected = Map.of("train-labels-idx1-ubyte", ABC);
    assertEquals(expected, digest(CONTENT, Optional.empty()).sha256());
    assertEquals(expected, digest(TestFiles.gzip(CONTENT), Optional.empty()).sha256());
  }

  @Test
  void keepsTheCallersOrder() throws IOException {
    List<String> names = List.of("z", "a", "m");
    ContentDigest digest =
        ContentDigest.of(names, name -> new ByteArrayInputStream(CONTENT), Optional.empty());
    assertEquals(names, List.copyOf(digest.sha256().keySet()));
  }

  @Test
  void callsUnknownContentCustom() throws IOException {
    assertEquals(DatasetKind.CUSTOM, digest(CONTENT, Optional.empty()).kind());
    assertEquals(DatasetKind.CUSTOM, digest(CONTENT, Optional.of("{}")).kind());
    assertEquals(
        DatasetKind.CUSTOM, ContentDigest.of(List.of(), name -> null, Optional.empty()).kind());
  }

  @Test
  void believesTheMarkerOfSyntheticDigits() throws IOException {
    String marker = new DatasetMarker(10, 5, 42, 1).json();
    assertEquals(DatasetKind.SYNTHETIC_DIGITS, digest(CONTENT, Optional.of(marker)).kind());
  }

  @Test
  void rejectsCorruptGzip() throws IOException {
    byte[] gzip = TestFiles.gzip(CONTENT);
    assertEquals(
        "train-labels-idx1-ubyte: expected an intact gzip stream, found: Unexpected end of ZLIB"
            + " input stream; replace the file",
        assertThrows(DataException.class, () -> digest(Arrays.copyOf(gzip, 11), Optional.empty()))
            .getMessage());
  }

  @Test
  void namesTheKinds() {
    assertEquals(
        List.of("mnist", "synthetic-digits", "custom"),
        Arrays.stream(DatasetKind.values()).map(DatasetKind::id).toList());
  }

  @Test
  void readsNoFurtherThanTheHeaderSays() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayHeader.of(ElementType.UNSIGNED_BYTE, 3, 2).writeTo(out);
    out.writeBytes(new byte[1 << 20]);
    byte[] bomb = TestFiles.gzip(out.toByteArray());
    assertEquals(
        "x: expected 18 bytes as its header says, found more; replace the file",
        assertThrows(
                DataException.class,
                () -> ContentDigest.sha256(new ByteArrayInputStream(bomb), "x"))
            .getMessage());
  }
}
