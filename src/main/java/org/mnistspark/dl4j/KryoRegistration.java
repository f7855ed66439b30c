package org.mnistspark.dl4j;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;
import org.mnistspark.mlp.BlasThreads;
import org.nd4j.kryo.Nd4jRegistrator;

/**
 * ND4J's registrator, without which Kryo loses the native memory of INDArrays, as {@code
 * spark.kryo.registrator}.
 *
 * <p>Kryo is the first thing on an executor that loads ND4J, and ND4J loads OpenBLAS; {@link
 * BlasThreads} has to be there before, or OpenBLAS does not use AVX-512 on processors that it does
 * not know.
 */
public final class KryoRegistration implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    BlasThreads.single();
    new Nd4jRegistrator().registerClasses(kryo);
  }
}
