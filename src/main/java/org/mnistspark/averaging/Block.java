package org.mnistspark.averaging;

import java.io.Serializable;
import org.mnistspark.mlp.Examples;

/** One worker's examples, on an executor's heap for the whole training. */
public final class Block implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int worker;
  private final Examples examples;

  /** Examples of worker {@code worker}, counted from 0. */
  public Block(int worker, Examples examples) {
    this.worker = worker;
    this.examples = examples;
  }

  /** Which replica trains on it. */
  public int worker() {
    return worker;
  }

  /** What it holds; may be empty. */
  public Examples examples() {
    return examples;
  }
}
