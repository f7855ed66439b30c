package org.mnistspark.testing;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.serializer.KryoRegistrator;
import org.mnistspark.averaging.SliceResult;

/**
 * As {@code spark.kryo.registrator}, makes one task of a process fail: the one that would send its
 * rounds as the third.
 */
public final class FailingOnce implements KryoRegistrator {
  /** What the task fails with. */
  public static final String MESSAGE = "made to fail";

  private static final AtomicInteger SENT = new AtomicInteger();

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(SliceResult.class, new FailingSerializer(kryo));
  }

  private static final class FailingSerializer extends FieldSerializer<SliceResult> {
    FailingSerializer(Kryo kryo) {
      super(kryo, SliceResult.class);
    }

    @Override
    public void write(Kryo kryo, Output output, SliceResult result) {
      if (SENT.incrementAndGet() == 3) {
        throw new IllegalStateException(MESSAGE);
      }
      super.write(kryo, output, result);
    }
  }
}
