package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ElementsTest {
  @Test
  void decodesEveryTypeBigEndian() {
    assertArrayEquals(
        new double[] {255, 1},
        Elements.decode(ElementType.UNSIGNED_BYTE, new byte[] {(byte) 0xFF, 1}));
    assertArrayEquals(
        new double[] {-1, 1}, Elements.decode(ElementType.BYTE, new byte[] {(byte) 0xFF, 1}));
    assertArrayEquals(
        new double[] {-2, 258},
        Elements.decode(ElementType.SHORT, new byte[] {(byte) 0xFF, (byte) 0xFE, 1, 2}));
    assertArrayEquals(
        new double[] {-70000},
        Elements.decode(ElementType.INT, ByteBuffer.allocate(4).putInt(-70000).array()));
    assertArrayEquals(
        new double[] {0.5},
        Elements.decode(ElementType.FLOAT, ByteBuffer.allocate(4).putFloat(0.5f).array()));
    assertArrayEquals(
        new double[] {0.1},
        Elements.decode(ElementType.DOUBLE, ByteBuffer.allocate(8).putDouble(0.1).array()));
  }

  @Test
  void scalesBytePixelsToOne() {
    assertArrayEquals(
        new float[] {0f, 51 / 255f, 1f},
        Elements.features(ElementType.UNSIGNED_BYTE, new byte[] {0, 51, (byte) 0xFF}));
  }

  @Test
  void takesFloatingPixelsAsTheyAre() {
    assertArrayEquals(
        new float[] {2.5f},
        Elements.features(ElementType.FLOAT, ByteBuffer.allocate(4).putFloat(2.5f).array()));
    assertArrayEquals(
        new float[] {0.25f},
        Elements.features(ElementType.DOUBLE, ByteBuffer.allocate(8).putDouble(0.25).array()));
  }

  @Test
  void takesOtherWholeNumbersAsTheyAre() {
    assertArrayEquals(new float[] {-2}, Elements.features(ElementType.SHORT, new byte[] {-1, -2}));
    assertArrayEquals(
        new float[] {258}, Elements.features(ElementType.LITTLE_SHORT, new byte[] {2, 1}));
    assertArrayEquals(new float[] {1, 0}, Elements.features(ElementType.BOOL, new byte[] {1, 0}));
  }

  @Test
  void readsNumbersOfEitherByteOrder() {
    byte[] little = {1, 0, 0, 0, 0, 0, 0, (byte) 0x80};
    assertArrayEquals(
        new double[] {Long.MIN_VALUE + 1}, Elements.decode(ElementType.LITTLE_LONG, little));
    assertArrayEquals(
        new double[] {4294967295.0},
        Elements.decode(ElementType.LITTLE_UNSIGNED_INT, new byte[] {-1, -1, -1, -1}));
    assertArrayEquals(
        new double[] {1}, Elements.decode(ElementType.LITTLE_FLOAT, new byte[] {0, 0, -128, 63}));
  }

  @Test
  void rejectsLabelsBeyondInt() {
    byte[] large = ByteBuffer.allocate(8).putLong(1L << 40).array();
    assertEquals(
        "expected labels of at most 2147483647, found 1099511627776",
        assertThrows(DataException.class, () -> Elements.label(ElementType.LONG, large))
            .getMessage());
  }

  @Test
  void readsIntegralLabels() {
    assertEquals(200, Elements.label(ElementType.UNSIGNED_BYTE, new byte[] {(byte) 200}));
    assertEquals(-56, Elements.label(ElementType.BYTE, new byte[] {(byte) 200}));
    assertEquals(7, Elements.label(ElementType.SHORT, new byte[] {0, 7}));
    assertEquals(
        Integer.MAX_VALUE,
        Elements.label(ElementType.INT, ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array()));
  }

  @Test
  void rejectsFloatingLabels() {
    assertEquals(
        "expected labels that are whole numbers, found the type float32; convert the labels to one"
            + " of them",
        assertThrows(DataException.class, () -> Elements.label(ElementType.FLOAT, new byte[4]))
            .getMessage());
  }

  @Test
  void rejectsLabelsOfSeveralElements() {
    assertEquals(
        "expected one element of 1 bytes per label, found 784 bytes; name a label file, with one"
            + " dimension",
        assertThrows(
                DataException.class, () -> Elements.label(ElementType.UNSIGNED_BYTE, new byte[784]))
            .getMessage());
  }

  @Test
  void rejectsPartsOfElements() {
    assertEquals(
        "expected whole elements of 4 bytes (INT), found 6 bytes; pass whole items",
        assertThrows(DataException.class, () -> Elements.decode(ElementType.INT, new byte[6]))
            .getMessage());
  }
}
