package org.mnistspark.dl4j;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;
import org.nd4j.kryo.Nd4jRegistrator;

/**
 * ND4J's registrator, without which Kryo loses the native memory of INDArrays, as {@code
 * spark.kryo.registrator}.
 *
 * <p>Kryo is the first thing on an executor that loads ND4J, so that OpenBLAS is loaded here.
 */
public final class KryoRegistration implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    OpenBlas.beforeNd4j();
    new Nd4jRegistrator().registerClasses(kryo);
  }
}
