package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mnistspark.data.GreyLevels;

class RowPackerTest {
  private static final float[] GREY = {128 / 255f, 3 / 255f, 1};
  private static final float[] OTHER = {0.3f, -1f, 0};
  private static final float[] HARD = {0, 1};
  private static final float[] SOFT = {0.25f, 0.75f};

  private final RowPacker packer = new RowPacker(3, 2);

  @Test
  void aRowTakesTheSmallestFormatThatKeepsEveryBit() {
    assertEquals(new RowFormat(3, 2, true, true), packer.pack(GREY, HARD));
    assertEquals(new RowFormat(3, 2, false, true), packer.pack(OTHER, HARD));
    assertEquals(new RowFormat(3, 2, true, false), packer.pack(GREY, SOFT));
    assertEquals(new RowFormat(3, 2, false, false), packer.pack(OTHER, SOFT));
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void aRowReadsAsItWasAlsoInAWiderFormat(boolean grey, boolean hard) {
    float[] features = grey ? GREY : OTHER;
    float[] label = hard ? HARD : SOFT;
    RowFormat own = packer.pack(features, label);
    for (RowFormat wider :
        List.of(
            own,
            own.covering(new RowFormat(3, 2, false, true)),
            own.covering(new RowFormat(3, 2, true, false)),
            own.covering(new RowFormat(3, 2, false, false)))) {
      packer.pack(features, label);
      ByteBuffer row = ByteBuffer.allocate(wider.bytes()).order(ByteOrder.nativeOrder());

      wider.convert(ByteBuffer.wrap(packer.bytes()).order(ByteOrder.nativeOrder()), own, row);

      assertFalse(row.hasRemaining());
      Examples examples = new Examples(wider, 1, 1, List.of(row));
      FloatBuffer found = FloatBuffer.allocate(3);
      examples.gather(new int[1], 0, 1, found, new Examples.Scratch(1, 3));
      assertArrayEquals(features, found.array());
      float[] targets = new float[2];
      examples.gatherLabels(new int[1], 0, 1, targets);
      assertArrayEquals(label, targets);
    }
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
