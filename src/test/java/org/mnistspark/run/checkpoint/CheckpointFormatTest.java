package org.mnistspark.run.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.run.checkpoint.Checkpoint.Best;
import org.mnistspark.run.checkpoint.Checkpoint.Totals;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.RunIdentity;

final class CheckpointFormatTest {
  private static float[] ramp(int length, float first) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = first + i / 7f;
    }
    return values;
  }

  static Checkpoint checkpoint(int epochs, int rounds) {
    List<EpochHistory> history =
        List.of(
                new EpochHistory(1, 0.1, 0.9, 1 / 3.0, 0.91, 0.7, 88_000.25),
                new EpochHistory(2, Math.PI, 0.95, 0.25, 0.92, 0.6, 1e5))
            .subList(0, epochs);
    return new Checkpoint(
        new RunIdentity(Map.of("epochs", "5"), Map.of("images", "ab")),
        new TrainingState(
            // Longer than a piece, and no multiple of it.
            new ModelState(ramp(40_000, -1), ramp(3, 5), new float[0], 321),
            new Progress(epochs + 1, rounds, 0, 0, 56, 12.125, 34)),
        0.5,
        history,
        new Totals(1.3, 120_000, 60),
        Optional.of(new Best(1, 1 / 3.0, new ModelState(ramp(2, 1), ramp(1, 2), ramp(2, 3), 7))));
  }

  static byte[] bytes(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.write(checkpoint, out);
    return out.toByteArray();
  }

  private static Checkpoint read(byte[] bytes) throws IOException {
    return CheckpointFormat.read(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(CheckpointException.class, () -> read(bytes)).getMessage();
  }

  private static void assertSame(ModelState expected, ModelState found) {
    assertEquals(expected.iteration(), found.iteration());
    assertArrayEquals(expected.weights(), found.weights());
    assertArrayEquals(expected.updater(), found.updater());
    assertArrayEquals(expected.momentum(), found.momentum());
  }

  @Test
  void comesBackToTheBit() throws IOException {
    Checkpoint checkpoint = checkpoint(2, 9);

    Checkpoint found = read(bytes(checkpoint));

    assertEquals(checkpoint.identity(), found.identity());
    assertEquals(2, found.state().epochs());
    assertEquals(checkpoint.state().progress(), found.state().progress());
    assertEquals(0.5, found.partialSeconds());
    assertEquals(checkpoint.history(), found.history());
    assertEquals(checkpoint.totals(), found.totals());
    assertSame(checkpoint.state().model(), found.state().model());
    assertEquals(1, found.best().orElseThrow().epoch());
    assertEquals(1 / 3.0, found.best().orElseThrow().loss());
    assertSame(checkpoint.best().orElseThrow().state(), found.best().orElseThrow().state());
  }

  @Test
  void everyTornOneIsNoticed() throws IOException {
    byte[] whole = bytes(checkpoint(1, 0));

    for (int length = 0; length < whole.length; length += 1 + length / 20) {
      String message = refusal(Arrays.copyOf(whole, length));
      assertTrue(
          message.equals("it ends too early")
              || message.equals("its arrays would be longer than it is")
              || message.equals("its checksum does not match its content"),
          message);
    }
  }

  @Test
  void everyChangedByteIsNoticed() throws IOException {
    byte[] whole = bytes(checkpoint(1, 0));

    for (int at = 0; at < whole.length; at += 1 + at / 50) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      refusal(damaged);
    }
  }

  @Test
  void somethingElseIsRefused() throws IOException {
    assertEquals("it is not a checkpoint", refusal(new byte[100]));
    assertEquals("it ends too early", refusal(new byte[0]));
    byte[] longer = Arrays.copyOf(bytes(checkpoint(1, 0)), 1_000_000);
    assertEquals("bytes follow its checksum", refusal(longer));
    byte[] newer = bytes(checkpoint(1, 0));
    newer[11] = 3;
    assertEquals("its version is 3, not 2", refusal(newer));
  }
}
