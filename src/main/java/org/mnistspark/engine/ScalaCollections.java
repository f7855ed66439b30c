package org.mnistspark.engine;

import java.util.Iterator;
import scala.collection.JavaConverters;
import scala.collection.immutable.List;

/**
 * Java's collections to Scala's and back. Scala 2.13 has deprecated what 2.12 has for it, and 2.12
 * does not have what 2.13 has instead.
 */
@SuppressWarnings("deprecation")
final class ScalaCollections {
  private ScalaCollections() {}

  /** A list, which is what Scala calls Seq in 2.12 and in 2.13. */
  static <T> List<T> list(java.util.List<? extends T> list) {
    return JavaConverters.<T>asScalaBuffer(java.util.List.<T>copyOf(list)).toList();
  }

  static <T> scala.collection.Iterator<T> iterator(Iterator<T> iterator) {
    return JavaConverters.asScalaIterator(iterator);
  }

  static <T> Iterator<T> iterator(scala.collection.Iterator<T> iterator) {
    return JavaConverters.asJavaIterator(iterator);
  }
}
