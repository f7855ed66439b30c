package org.mnistspark.spark.scoring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.mnistspark.evaluation.Classifier;

/**
 * A classifier in Java's serialized form, which is what {@link Classifier} promises: as bytes it
 * passes through Kryo, too, which cannot set the fields of records. The bytes come from this job's
 * driver, never from a file.
 */
final class ShippedClassifier implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private transient Classifier classifier;

  ShippedClassifier(Classifier classifier) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(classifier);
    } catch (IOException e) {
      throw new UncheckedIOException("a classifier that cannot be sent to executors", e);
    }
    this.bytes = out.toByteArray();
  }

  /** The classifier; one for all tasks of an executor. */
  synchronized Classifier get() {
    if (classifier == null) {
      try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
        classifier = (Classifier) objects.readObject();
      } catch (IOException e) {
        throw new UncheckedIOException("a classifier that cannot be read", e);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("the job jar is another one on the executor", e);
      }
    }
    return classifier;
  }
}
