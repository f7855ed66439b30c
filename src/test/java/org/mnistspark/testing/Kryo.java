package org.mnistspark.testing;

import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.mnistspark.cli.SessionDefaults;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Spark's Kryo serializer with the job's settings; it needs no session. */
public final class Kryo {
  private Kryo() {}

  /** What arrives when an object is sent. */
  public static <T> T sent(T object) {
    SparkConf conf = new SparkConf(false);
    SessionDefaults.SETTINGS.forEach(conf::set);
    SerializerInstance kryo = new KryoSerializer(conf).newInstance();
    ClassTag<T> any = ClassTag$.MODULE$.apply(Object.class);
    ByteBuffer bytes = kryo.serialize(object, any);
    return kryo.deserialize(bytes, any);
  }
}
