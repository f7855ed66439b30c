package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

final class RowSerializerTest {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);
  private static final float[] GREY = {128 / 255f, 0, 1};
  private static final float[] OTHER = {0.3f, -1f, 0};
  private static final float[] FEW = {0, 0.3f, 0};
  private static final float[] HARD = {0, 1};
  private static final float[] SOFT = {0.25f, 0.75f};

  /** A row as it was sent, and as it arrived. */
  private record Sent(int worker, long key, RowFormat format, List<Byte> bytes) {
    static Sent of(int worker, PackedRow row) {
      List<Byte> bytes = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        bytes.add(row.bytes[i]);
      }
      return new Sent(worker, row.key, row.format, bytes);
    }
  }

  private final SerializerInstance instance = new RowSerializer(3, 2).newInstance();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Sent> sent = new ArrayList<>();

  /** Rows of all formats, and workers and keys of every size. */
  private byte[] write() {
    SerializationStream out = instance.serializeStream(bytes);
    RowPacker packer = new RowPacker(3, 2);
    PackedRow row = new PackedRow(RowFormat.smallest(3, 2));
    int[] workers = {0, 255, 256, 70_000, Integer.MAX_VALUE, 1, 2, 3};
    long[] keys = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 255, 1L << 40, 7, 8};
    for (int i = 0; i < workers.length; i++) {
      row.key = keys[i];
      row.format =
          packer.pack(i > 5 ? FEW : i % 2 == 0 ? GREY : OTHER, i / 2 % 2 == 0 ? HARD : SOFT);
      row.bytes = packer.bytes();
      row.length = packer.length();
      sent.add(Sent.of(workers[i], row));
      out.writeKey(workers[i], ANY);
      out.writeValue(row, ANY);
      out.flush();
    }
    out.close();
    return bytes.toByteArray();
  }

  private List<Sent> read(InputStream in) {
    List<Sent> found = new ArrayList<>();
    Iterator<Tuple2<Object, Object>> rows = instance.deserializeStream(in).asKeyValueIterator();
    while (rows.hasNext()) {
      Tuple2<Object, Object> next = rows.next();
      found.add(Sent.of((Integer) next._1(), (PackedRow) next._2()));
    }
    return found;
  }

  @Test
  void rowsOfAnyFormatArriveAsTheyWereSent() {
    byte[] written = write();

    assertEquals(sent, read(new ByteArrayInputStream(written)));
    assertEquals(5, sent.stream().map(Sent::format).distinct().count());
  }

  @Test
  void noRowsAreAStreamThatEnds() {
    assertEquals(List.of(), read(new ByteArrayInputStream(new byte[0])));
  }

  @Test
  void streamsMayComeByteByByte() {
    byte[] written = write();

    assertEquals(
        sent,
        read(
            new ByteArrayInputStream(written) {
              @Override
              public synchronized int read(byte[] target, int from, int count) {
                return super.read(target, from, Math.min(1, count));
              }
            }));
  }

  /** Spark sorts rows as bytes and joins streams: both are allowed. */
  @Test
  void rowsCanBeMovedAndStreamsJoined() {
    byte[] written = write();
    int first = 4 + 8 + 1 + 4 + sent.get(0).bytes().size();
    byte[] moved = new byte[written.length];
    System.arraycopy(written, first, moved, 0, written.length - first);
    System.arraycopy(written, 0, moved, written.length - first, first);
    List<Sent> expected = new ArrayList<>(sent.subList(1, sent.size()));
    expected.add(sent.get(0));

    assertEquals(expected, read(new ByteArrayInputStream(moved)));
    assertTrue(new RowSerializer(3, 2).supportsRelocationOfSerializedObjects());
  }

  /** Anywhere but between two rows. */
  @Test
  void aStreamThatIsCutIsNotTakenForOneThatEnds() {
    byte[] written = write();
    List<Integer> ends = new ArrayList<>(List.of(0));
    sent.forEach(row -> ends.add(ends.get(ends.size() - 1) + 17 + row.bytes().size()));
    assertEquals(written.length, ends.get(sent.size()));

    for (int length = 0; length < written.length; length++) {
      InputStream cut = new ByteArrayInputStream(Arrays.copyOf(written, length));
      if (ends.contains(length)) {
        assertEquals(sent.subList(0, ends.indexOf(length)), read(cut));
      } else {
        assertEquals(
            "the shuffle's rows: expected whole ones, found that they cannot be read to the end",
            assertThrows(UncheckedIOException.class, () -> read(cut)).getMessage());
      }
    }
  }

  @Test
  void aDiskThatFailsIsNotTakenForTheEndEither() {
    IOException failure = new IOException("a bad disk");
    InputStream in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw failure;
          }

          @Override
          public int read(byte[] target, int from, int count) throws IOException {
            throw failure;
          }
        };

    assertEquals(failure, assertThrows(UncheckedIOException.class, () -> read(in)).getCause());
  }

  @Test
  void closesWhatItReadsAndWrites() {
    boolean[] closed = new boolean[2];
    instance
        .serializeStream(
            new ByteArrayOutputStream() {
              @Override
              public void close() {
                closed[0] = true;
              }
            })
        .close();
    instance
        .deserializeStream(
            new ByteArrayInputStream(new byte[0]) {
              @Override
              public void close() {
                closed[1] = true;
              }
            })
        .close();

    assertArrayEquals(new boolean[] {true, true}, closed);
  }

  @Test
  void isForShufflesAlone() {
    assertThrows(IllegalStateException.class, () -> instance.serialize(1, ANY));
    assertThrows(
        IllegalStateException.class, () -> instance.deserialize(ByteBuffer.allocate(9), ANY));
    assertThrows(
        IllegalStateException.class, () -> instance.serializeStream(bytes).writeObject(1, ANY));
    assertFalse(bytes.size() > 0);
  }
}
