package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IdxWriterTest {
  private static final ArrayHeader HEADER = ArrayHeader.of(ElementType.SHORT, 1, 2);

  @Test
  void writesHeaderThenItems() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (IdxWriter writer = new IdxWriter(out, HEADER)) {
      writer.write(new byte[] {1, 2, 3, 4});
    }
    assertArrayEquals(
        new byte[] {0, 0, 0x0B, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4}, out.toByteArray());
  }

  @Test
  void rejectsItemsOfAnotherSize() throws IOException {
    try (IdxWriter writer = new IdxWriter(new ByteArrayOutputStream(), HEADER)) {
      assertEquals(
          "expected an item of 4 bytes, found 2; write items of the header's shape",
          assertThrows(DataException.class, () -> writer.write(new byte[2])).getMessage());
      writer.write(new byte[4]);
    }
  }

  @Test
  void rejectsMoreItemsThanPromised() throws IOException {
    try (IdxWriter writer = new IdxWriter(new ByteArrayOutputStream(), HEADER)) {
      writer.write(new byte[4]);
      assertEquals(
          "expected 1 items, found one more; write as many as the header says",
          assertThrows(DataException.class, () -> writer.write(new byte[4])).getMessage());
    }
  }

  @Test
  void rejectsFewerItemsThanPromised() throws IOException {
    IdxWriter writer = new IdxWriter(new ByteArrayOutputStream(), HEADER);
    assertEquals(
        "expected 1 items, found 0 at close; write as many as the header says",
        assertThrows(DataException.class, writer::close).getMessage());
  }
}
