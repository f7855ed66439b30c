package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.data.GreyLevels;

class RowPackerTest {
  private static final float[] GREY = {128 / 255f, 3 / 255f, 1};
  private static final float[] OTHER = {0.3f, -1f, 0};
  private static final float[] FEW_GREY = {0, 0, 77 / 255f};
  private static final float[] FEW_OTHER = {0, -1e30f, 0};
  private static final float[] HARD = {0, 1};
  private static final float[] SOFT = {0.25f, 0.75f};

  private final RowPacker packer = new RowPacker(3, 2);

  @Test
  void aRowTakesTheSmallestFormatThatKeepsEveryBit() {
    assertEquals(new RowFormat(3, 2, true, true, false), packer.pack(GREY, HARD));
    assertEquals(new RowFormat(3, 2, false, true, false), packer.pack(OTHER, HARD));
    assertEquals(new RowFormat(3, 2, true, false, false), packer.pack(GREY, SOFT));
    assertEquals(new RowFormat(3, 2, false, false, false), packer.pack(OTHER, SOFT));
    assertEquals(new RowFormat(3, 2, true, true, true), packer.pack(FEW_GREY, HARD));
    assertEquals(new RowFormat(3, 2, false, false, true), packer.pack(FEW_OTHER, SOFT));
  }

  static List<Arguments> rows() {
    List<Arguments> rows = new ArrayList<>();
    for (float[] features : List.of(GREY, OTHER, FEW_GREY, FEW_OTHER, new float[3])) {
      for (float[] label : List.of(HARD, SOFT)) {
        rows.add(Arguments.of(features, label));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowReadsAsItWasAlsoInAWiderFormat(float[] features, float[] label) {
    RowFormat own = packer.pack(features, label);
    for (RowFormat other : RowPacker.formats(3, 2)) {
      RowFormat wider = other.covering(own);
      packer.pack(features, label);
      ByteBuffer packed =
          ByteBuffer.wrap(packer.bytes(), 0, packer.length()).order(ByteOrder.nativeOrder());
      ByteBuffer row =
          ByteBuffer.allocate(wider.bytes(own.nonzeros(packed))).order(ByteOrder.nativeOrder());

      wider.convert(packed, own, row);

      assertFalse(packed.hasRemaining());
      assertFalse(row.hasRemaining());
      Examples examples =
          wider.sparse()
              ? new Examples(wider, LongBuffer.allocate(1), List.of(row))
              : new Examples(wider, 1, 1, List.of(row));
      assertArrayEquals(features, Fixtures.gathered(examples, 0));
      float[] targets = new float[2];
      examples.gatherLabels(new int[1], 0, 1, targets);
      assertArrayEquals(label, targets);
      float[] copied = new float[5];
      examples.copy(0, copied, 1, targets, 0);
      assertArrayEquals(features, Arrays.copyOfRange(copied, 1, 4));
      assertArrayEquals(label, targets);
    }
  }

  /** The same bytes, whether zeros were given or not. */
  @ParameterizedTest
  @MethodSource("rows")
  void aRowMayBeGivenByItsNonzeros(float[] features, float[] label) {
    RowFormat expected = packer.pack(features, label);
    byte[] bytes = Arrays.copyOf(packer.bytes(), packer.length());

    assertEquals(expected, packer.pack(new int[] {0, 1, 2}, features, label));
    assertArrayEquals(bytes, Arrays.copyOf(packer.bytes(), packer.length()));
    int[] indices = IntStream.range(0, 3).filter(i -> features[i] != 0).toArray();
    float[] values = new float[indices.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = features[indices[k]];
    }
    assertEquals(expected, packer.pack(indices, values, label));
    assertArrayEquals(bytes, Arrays.copyOf(packer.bytes(), packer.length()));
  }

  /** More inputs than two bytes can count. */
  @Test
  void aWideRowTakesWideIndices() {
    int inputs = 1 << 20;
    RowPacker wide = new RowPacker(inputs, 2);
    RowFormat format = wide.pack(new int[] {3, inputs - 1}, new float[] {0.5f, -2f}, HARD);

    assertEquals(4 + 4 + 2 * (4 + 4), wide.length());
    ByteBuffer row =
        ByteBuffer.wrap(Arrays.copyOf(wide.bytes(), wide.length())).order(ByteOrder.nativeOrder());
    Examples examples = new Examples(format, LongBuffer.allocate(1), List.of(row));
    float[] features = Fixtures.gathered(examples, 0);
    assertEquals(0.5f, features[3]);
    assertEquals(-2f, features[inputs - 1]);
    features[3] = 0;
    features[inputs - 1] = 0;
    assertArrayEquals(new float[inputs], features);
  }

  @Test
  void indicesOutOfOrderOrRangeAreRefused() {
    assertEquals(
        "features: expected ascending indices from 0 to 2, found 3 after 1; use data of the network's shape",
        message(() -> packer.pack(new int[] {1, 3}, new float[2], HARD)));
    assertEquals(
        "features: expected ascending indices from 0 to 2, found 1 after 1; use data of the network's shape",
        message(() -> packer.pack(new int[] {1, 1}, new float[2], HARD)));
    assertEquals(
        "features: expected ascending indices from 0 to 2, found -1 after -1; use data of the network's shape",
        message(() -> packer.pack(new int[] {-1}, new float[1], HARD)));
  }

  @Test
  void everyLevelComesBack() {
    byte[] again = new byte[1];
    for (int k = 0; k < 256; k++) {
      assertTrue(GreyLevels.encode(new float[] {k / 255f}, again));
      assertEquals((byte) k, again[0]);
    }
    assertFalse(GreyLevels.encode(new float[] {Float.NaN}, again));
    assertFalse(GreyLevels.encode(new float[] {256 / 255f}, again));
    assertFalse(GreyLevels.encode(new float[] {-1 / 255f}, again));
    assertFalse(GreyLevels.encode(new float[] {Math.nextUp(1 / 255f)}, again));
  }

  @Test
  void saysWhichWidthItExpected() {
    assertEquals(
        "features: expected 3 values as the network takes, found 2; use data of the network's shape",
        message(() -> packer.pack(new float[2], HARD)));
    assertEquals(
        "label: expected 2 values as the network takes, found 3; use data of the network's shape",
        message(() -> packer.pack(GREY, new float[3])));
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
