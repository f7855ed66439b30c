package org.mnistspark.run.store;

import java.io.IOException;
import java.io.OutputStream;

/** The content of a file. */
@FunctionalInterface
public interface Content {

  /**
   * Writes all of it.
   *
   * @param out buffered; may be closed or left open
   */
  void writeTo(OutputStream out) throws IOException;
}
