package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrayHeaderTest {
  /** Magic, then sizes. */
  private static byte[] bytes(int magic, int... sizes) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length).putInt(magic);
    for (int size : sizes) {
      buffer.putInt(size);
    }
    return buffer.array();
  }

  private static ArrayHeader read(byte[] bytes) throws IOException {
    return ArrayHeader.read(new ByteArrayInputStream(bytes), "f.idx");
  }

  private static String rejection(byte[] bytes) {
    return assertThrows(DataException.class, () -> read(bytes)).getMessage();
  }

  @Test
  void readsImagesAndConsumesExactlyTheHeader() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes(0x00000803, 3, 28, 28, 7));
    ArrayHeader header = ArrayHeader.read(in, "f.idx");
    assertEquals(ElementType.UNSIGNED_BYTE, header.type());
    assertEquals(List.of(3, 28, 28), header.dimensions());
    assertEquals(16, header.length());
    assertEquals(3, header.items());
    assertEquals(784, header.itemElements());
    assertEquals(784, header.itemBytes());
    assertEquals(3 * 784L, header.contentBytes());
    assertEquals(4, in.available());
  }

  @Test
  void readsLabelsAsItemsOfOneElement() throws IOException {
    ArrayHeader header = read(bytes(0x00000C01, 5));
    assertEquals(1, header.itemElements());
    assertEquals(4, header.itemBytes());
    assertEquals(20L, header.contentBytes());
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"UNSIGNED_BYTE", "BYTE", "SHORT", "INT", "FLOAT", "DOUBLE"})
  void writesWhatItReads(ElementType type) throws IOException {
    ArrayHeader header = ArrayHeader.of(type, 2, 3, 4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header.writeTo(out);
    assertEquals(header.length(), out.size());
    assertEquals(header, read(out.toByteArray()));
    assertArrayEquals(bytes(type.code() << 8 | 3, 2, 3, 4), out.toByteArray());
  }

  @Test
  void acceptsAFileWithoutItems() throws IOException {
    assertEquals(0L, read(bytes(0x00000803, 0, 28, 28)).contentBytes());
    assertEquals(0L, read(bytes(0x00000803, 0, 0, 0)).contentBytes());
  }

  @Test
  void rejectsOtherMagic() {
    assertEquals(
        "f.idx: expected an IDX file, magic 00 00, type 08, 09 or 0B to 0E, dimensions;"
            + " found 50 4B 03 04; replace the file by an IDX file, plain or gzip",
        rejection(bytes(0x504B0304, 1)));
  }

  @Test
  void rejectsUnknownType() {
    assertEquals(
        "f.idx: expected an IDX file, magic 00 00, type 08, 09 or 0B to 0E, dimensions;"
            + " found 00 00 0A 01; replace the file by an IDX file, plain or gzip",
        rejection(bytes(0x00000A01, 1)));
  }

  @Test
  void rejectsNoDimensions() {
    assertEquals(
        "f.idx: expected 1 to 255 dimensions, found 0; replace the file",
        rejection(bytes(0x00000800)));
  }

  @Test
  void rejectsNegativeSizes() {
    assertEquals(
        "f.idx: expected size 0 or more in dimension 0, found [-1]; replace the file",
        rejection(bytes(0x00000801, -1)));
    assertEquals(
        "f.idx: expected size 1 or more in dimension 1, found [2, -28, -28]; replace the file",
        rejection(bytes(0x00000803, 2, -28, -28)));
  }

  @Test
  void rejectsItemsWithoutElements() {
    assertEquals(
        "f.idx: expected size 1 or more in dimension 2, found [2147483647, 28, 0]; replace the"
            + " file",
        rejection(bytes(0x00000803, Integer.MAX_VALUE, 28, 0)));
  }

  @Test
  void rejectsItemsWhoseSizeOverflows() {
    assertEquals(
        "f.idx: expected items of at most 67108864 bytes, found dimensions [1, 65536, 65536];"
            + " replace the file",
        rejection(bytes(0x00000803, 1, 1 << 16, 1 << 16)));
  }

  @Test
  void rejectsItemsTooLargeToAllocate() {
    assertEquals(
        "f.idx: expected items of at most 67108864 bytes, found dimensions [1, 8388609]; replace"
            + " the file",
        rejection(bytes(0x00000E02, 1, (1 << 23) + 1)));
  }

  @Test
  void rejectsATruncatedHeader() {
    assertEquals(
        "f.idx: expected an IDX header of at least 8 bytes, found 0 bytes; replace the file",
        rejection(new byte[0]));
    assertEquals(
        "f.idx: expected an IDX header of 16 bytes (3 dimensions), found 12 bytes; replace the"
            + " file",
        rejection(bytes(0x00000803, 1, 28)));
  }

  @Test
  void tellsShortFilesFromLongOnes() {
    ArrayHeader header = ArrayHeader.of(ElementType.UNSIGNED_BYTE, 2, 28, 28);
    assertDoesNotThrow(() -> header.checkFileLength(16 + 2 * 784, "f.idx"));
    assertEquals(
        "f.idx: expected 1584 bytes for 2 items of 784 bytes, found 1580 bytes: 4 bytes are"
            + " missing; replace the file",
        assertThrows(DataException.class, () -> header.checkFileLength(1580, "f.idx"))
            .getMessage());
    assertEquals(
        "f.idx: expected 1584 bytes for 2 items of 784 bytes, found 1585 bytes: 1 bytes too many;"
            + " replace the file",
        assertThrows(DataException.class, () -> header.checkFileLength(1585, "f.idx"))
            .getMessage());
  }

  @Test
  void rejectsAHeaderThatPromisesMoreThanGzipCanHold() {
    ArrayHeader header = ArrayHeader.of(ElementType.UNSIGNED_BYTE, 1000, 1 << 20);
    header.checkGzipLength(1 << 20, "f.gz");
    assertEquals(
        "f.gz: expected at most 103200 bytes out of 100 bytes of gzip, found a header of 1000 items of 1048576 bytes; replace the file",
        assertThrows(DataException.class, () -> header.checkGzipLength(100, "f.gz")).getMessage());
  }
}
