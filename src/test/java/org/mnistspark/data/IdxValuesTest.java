package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class IdxValuesTest {
  @Test
  void decodesEveryTypeBigEndian() {
    assertArrayEquals(
        new double[] {255, 1},
        IdxValues.decode(IdxType.UNSIGNED_BYTE, new byte[] {(byte) 0xFF, 1}));
    assertArrayEquals(
        new double[] {-1, 1}, IdxValues.decode(IdxType.BYTE, new byte[] {(byte) 0xFF, 1}));
    assertArrayEquals(
        new double[] {-2, 258},
        IdxValues.decode(IdxType.SHORT, new byte[] {(byte) 0xFF, (byte) 0xFE, 1, 2}));
    assertArrayEquals(
        new double[] {-70000},
        IdxValues.decode(IdxType.INT, ByteBuffer.allocate(4).putInt(-70000).array()));
    assertArrayEquals(
        new double[] {0.5},
        IdxValues.decode(IdxType.FLOAT, ByteBuffer.allocate(4).putFloat(0.5f).array()));
    assertArrayEquals(
        new double[] {0.1},
        IdxValues.decode(IdxType.DOUBLE, ByteBuffer.allocate(8).putDouble(0.1).array()));
  }

  @Test
  void scalesBytePixelsToOne() {
    assertArrayEquals(
        new float[] {0f, 51 / 255f, 1f},
        IdxValues.features(IdxType.UNSIGNED_BYTE, new byte[] {0, 51, (byte) 0xFF}));
  }

  @Test
  void takesFloatingPixelsAsTheyAre() {
    assertArrayEquals(
        new float[] {2.5f},
        IdxValues.features(IdxType.FLOAT, ByteBuffer.allocate(4).putFloat(2.5f).array()));
    assertArrayEquals(
        new float[] {0.25f},
        IdxValues.features(IdxType.DOUBLE, ByteBuffer.allocate(8).putDouble(0.25).array()));
  }

  @Test
  void rejectsPixelsWithoutAnAgreedScale() {
    assertEquals(
        "expected images of type UNSIGNED_BYTE, FLOAT or DOUBLE, found SHORT; convert the image"
            + " file to one of them",
        assertThrows(DataException.class, () -> IdxValues.features(IdxType.SHORT, new byte[2]))
            .getMessage());
  }

  @Test
  void readsIntegralLabels() {
    assertEquals(200, IdxValues.label(IdxType.UNSIGNED_BYTE, new byte[] {(byte) 200}));
    assertEquals(-56, IdxValues.label(IdxType.BYTE, new byte[] {(byte) 200}));
    assertEquals(7, IdxValues.label(IdxType.SHORT, new byte[] {0, 7}));
    assertEquals(
        Integer.MAX_VALUE,
        IdxValues.label(IdxType.INT, ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array()));
  }

  @Test
  void rejectsFloatingLabels() {
    assertEquals(
        "expected labels of type UNSIGNED_BYTE, BYTE, SHORT or INT, found FLOAT; convert the label"
            + " file to one of them",
        assertThrows(DataException.class, () -> IdxValues.label(IdxType.FLOAT, new byte[4]))
            .getMessage());
  }

  @Test
  void rejectsLabelsOfSeveralElements() {
    assertEquals(
        "expected one element of 1 bytes per label, found 784 bytes; name a label file, with one"
            + " dimension",
        assertThrows(
                DataException.class, () -> IdxValues.label(IdxType.UNSIGNED_BYTE, new byte[784]))
            .getMessage());
  }

  @Test
  void rejectsPartsOfElements() {
    assertEquals(
        "expected whole elements of 4 bytes (INT), found 6 bytes; pass whole items",
        assertThrows(DataException.class, () -> IdxValues.decode(IdxType.INT, new byte[6]))
            .getMessage());
  }
}
