package org.mnistspark.bench;

/**
 * Something that trains the network an epoch at a time. It is ready to train when it has been
 * constructed, and idle but for {@link #lap}.
 */
interface Contender {
  /** Trains one more epoch, then evaluates; the seconds are those of the training. */
  Lap lap() throws Exception;

  /** What a reader should know about it: a library's version, a kernel. May be empty. */
  default String note() {
    return "";
  }
}
