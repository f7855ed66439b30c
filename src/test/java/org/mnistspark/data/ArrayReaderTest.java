package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ArrayReaderTest {
  private static final ArrayHeader HEADER = ArrayHeader.of(ElementType.UNSIGNED_BYTE, 3, 2);

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (IdxWriter writer = new IdxWriter(out, HEADER)) {
      writer.write(new byte[] {1, 2});
      writer.write(new byte[] {3, 4});
      writer.write(new byte[] {5, (byte) 0xFF});
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static int readAll(byte[] bytes) throws IOException {
    try (ArrayReader reader = ArrayReader.open(new ByteArrayInputStream(bytes), "f.idx")) {
      byte[] item = new byte[reader.header().itemBytes()];
      int items = 0;
      while (reader.next(item)) {
        items++;
      }
      return items;
    }
  }

  private static String rejection(byte[] bytes) {
    return assertThrows(DataException.class, () -> readAll(bytes)).getMessage();
  }

  private static void assertItems(byte[] bytes) throws IOException {
    try (ArrayReader reader = ArrayReader.open(new ByteArrayInputStream(bytes), "f.idx")) {
      assertEquals(HEADER, reader.header());
      byte[] item = new byte[2];
      assertTrue(reader.next(item));
      assertArrayEquals(new byte[] {1, 2}, item);
      assertTrue(reader.next(item));
      assertArrayEquals(new byte[] {3, 4}, item);
      assertTrue(reader.next(item));
      assertArrayEquals(new byte[] {5, (byte) 0xFF}, item);
      assertFalse(reader.next(item));
      assertFalse(reader.next(item));
    }
  }

  @Test
  void readsPlainFiles() throws IOException {
    assertItems(file());
  }

  @Test
  void findsOutGzipByItself() throws IOException {
    assertItems(gzip(file()));
  }

  @Test
  void rejectsTruncatedFiles() throws IOException {
    String message =
        "f.idx: expected 3 items of 2 bytes, found 2 items and 1 bytes more: the file is"
            + " truncated; replace the file";
    byte[] truncated = Arrays.copyOf(file(), file().length - 1);
    assertEquals(message, rejection(truncated));
    assertEquals(message, rejection(gzip(truncated)));
  }

  @Test
  void rejectsFilesThatGoOn() throws IOException {
    String message =
        "f.idx: expected 3 items of 2 bytes, found more bytes after 3 items: the file is too long;"
            + " replace the file";
    byte[] longer = Arrays.copyOf(file(), file().length + 1);
    assertEquals(message, rejection(longer));
    assertEquals(message, rejection(gzip(longer)));
  }

  @Test
  void rejectsTruncatedGzip() throws IOException {
    byte[] gzip = gzip(file());
    String message =
        "f.idx: expected an intact gzip stream, found: Unexpected end of ZLIB input stream;"
            + " replace the file";
    assertEquals(message, rejection(Arrays.copyOf(gzip, 20)));
    assertTrue(
        rejection(Arrays.copyOf(gzip, gzip.length - 1))
            .startsWith("f.idx: expected an intact gzip stream, found: "));
    assertTrue(
        rejection(Arrays.copyOf(gzip, 5))
            .startsWith("f.idx: expected an intact gzip stream, found: "));
  }

  @Test
  void rejectsAWrongGzipChecksum() throws IOException {
    byte[] gzip = gzip(file());
    gzip[gzip.length - 8] ^= 1; // the trailer is CRC-32, then the size
    assertEquals(
        "f.idx: expected an intact gzip stream, found: Corrupt GZIP trailer; replace the file",
        rejection(gzip));
  }

  @Test
  void rejectsHeadersThatPromiseTooMuchWithoutAllocatingIt() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayHeader.of(ElementType.UNSIGNED_BYTE, Integer.MAX_VALUE, 1 << 20).writeTo(out);
    assertEquals(
        "f.idx: expected 2147483647 items of 1048576 bytes, found 0 items and 0 bytes more: the"
            + " file is truncated; replace the file",
        rejection(out.toByteArray()));
  }

  @Test
  void rejectsBuffersOfAnotherSize() throws IOException {
    try (ArrayReader reader = ArrayReader.open(new ByteArrayInputStream(file()), "f.idx")) {
      assertEquals(
          "expected a buffer of 2 bytes, found 3",
          assertThrows(IllegalArgumentException.class, () -> reader.next(new byte[3]))
              .getMessage());
    }
  }

  @Test
  void closesItsStreamAlsoWhenItCannotOpen() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    ArrayReader.open(closing(file(), closed), "f.idx").close();
    assertTrue(closed.getAndSet(false));
    assertThrows(
        DataException.class, () -> ArrayReader.open(closing(new byte[9], closed), "f.idx"));
    assertTrue(closed.get());
  }

  private static InputStream closing(byte[] bytes, AtomicBoolean closed) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public void close() throws IOException {
        closed.set(true);
        super.close();
      }
    };
  }

  @Test
  void leavesFailingStreamsAsIoExceptions() {
    InputStream failing =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("disk on fire");
          }
        };
    assertEquals(
        "disk on fire",
        assertThrows(IOException.class, () -> ArrayReader.open(failing, "f.idx")).getMessage());
  }
}
