package org.mnistspark.engine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;
import scala.reflect.ClassTag;

/**
 * Writes (worker, {@link PackedRow}) for Spark's shuffle: worker (int), key (long), format (byte),
 * length (int), the row's bytes. Any other serializer would box every value or write a class name
 * with every row; and as rows can be moved once they are written, Spark sorts them by worker
 * without reading them, in memory that it accounts for.
 */
final class RowSerializer extends Serializer implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int HEADER = Integer.BYTES + Long.BYTES + Byte.BYTES + Integer.BYTES;

  private final int inputs;
  private final int classes;

  /** For rows of this many features and classes. */
  RowSerializer(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
  }

  @Override
  public SerializerInstance newInstance() {
    return new Instance(inputs, classes);
  }

  @Override
  public boolean supportsRelocationOfSerializedObjects() {
    return true;
  }

  private static final class Instance extends SerializerInstance {
    private final RowFormat[] formats;

    Instance(int inputs, int classes) {
      formats = RowPacker.formats(inputs, classes);
    }

    @Override
    public SerializationStream serializeStream(OutputStream out) {
      return new Writer(out);
    }

    @Override
    public DeserializationStream deserializeStream(InputStream in) {
      return new Reader(in, formats);
    }

    @Override
    public <T> ByteBuffer serialize(T object, ClassTag<T> type) {
      throw new IllegalStateException("expected a stream of rows, found a call for one object");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
      throw new IllegalStateException("expected a stream of rows, found a call for one object");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
      return deserialize(bytes, type);
    }
  }

  private static final class Writer extends SerializationStream {
    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);

    Writer(OutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeKey(T worker, ClassTag<T> type) {
      header.clear().putInt((Integer) worker);
      return this;
    }

    @Override
    public <T> SerializationStream writeValue(T value, ClassTag<T> type) {
      PackedRow row = (PackedRow) value;
      header.putLong(row.key).put((byte) RowPacker.number(row.format)).putInt(row.length);
      try {
        out.write(header.array(), 0, header.position());
        out.write(row.bytes, 0, row.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    @Override
    public <T> SerializationStream writeObject(T object, ClassTag<T> type) {
      throw new IllegalStateException("expected a worker and a row, found one object");
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends DeserializationStream {
    private final DataInputStream in;
    private final RowFormat[] formats;
    private final PackedRow row;

    Reader(InputStream in, RowFormat[] formats) {
      this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
      this.formats = formats;
      this.row = new PackedRow(formats[0]);
    }

    @Override
    public <T> T readKey(ClassTag<T> type) {
      return cast(integer());
    }

    /** Not readInt: a stream that is cut within these bytes would pass for one at its end. */
    private Integer integer() {
      try {
        int first = in.read();
        if (first >= 0) {
          return first << 24
              | in.readUnsignedByte() << 16
              | in.readUnsignedByte() << 8
              | in.readUnsignedByte();
        }
      } catch (IOException e) {
        throw cut(e);
      }
      // Spark takes this exception, and no other, for the end of the stream.
      throw sneaky(new EOFException());
    }

    private static UncheckedIOException cut(IOException e) {
      return new UncheckedIOException(
          "the shuffle's rows: expected whole ones, found that they cannot be read to the end", e);
    }

    @Override
    public <T> T readValue(ClassTag<T> type) {
      try {
        row.key = in.readLong();
        row.format = formats[in.readByte()];
        row.length = in.readInt();
        if (row.bytes.length < row.length) {
          row.bytes = new byte[Math.addExact(row.length, row.length / 2)];
        }
        in.readFully(row.bytes, 0, row.length);
      } catch (IOException e) {
        throw cut(e);
      }
      return cast(row);
    }

    @Override
    public <T> T readObject(ClassTag<T> type) {
      throw new IllegalStateException("expected a worker and a row, found a call for one object");
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    // The types of Spark's interface say nothing.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T cast(Object object) {
      return (T) object;
    }

    @SuppressWarnings("unchecked") // Scala declares no checked exceptions.
    private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
      throw (E) e;
    }
  }
}
