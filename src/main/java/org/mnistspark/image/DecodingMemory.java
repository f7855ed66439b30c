package org.mnistspark.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/**
 * Memory for the pictures that are decoded at the same time in this JVM: a quarter of its heap, in
 * KiB. Tasks are as many as cores, and photos of all of them may be more than the heap.
 */
final class DecodingMemory {
  private static final long HEAP_KIB = Runtime.getRuntime().maxMemory() >> 10;

  private static final DecodingMemory OF_THIS_JVM =
      new DecodingMemory((int) Math.min(Integer.MAX_VALUE, HEAP_KIB / 4), HEAP_KIB / 2);

  /** Reads pixels. */
  @FunctionalInterface
  interface Decoding<T> {
    T decode() throws IOException;
  }

  private final int shared;
  private final long most;
  private final Semaphore free;

  /**
   * A budget.
   *
   * @param shared by pictures that are decoded at once; a larger one is decoded alone
   * @param most of one picture
   */
  DecodingMemory(int shared, long most) {
    this.shared = shared;
    this.most = most;
    this.free = new Semaphore(shared, true);
  }

  static DecodingMemory ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Decodes when there is memory for it.
   *
   * @param bytes that decoding takes
   * @throws IOException if no heap of this size has room for it, or what {@code decoding} throws
   */
  <T> T with(long bytes, Decoding<T> decoding) throws IOException {
    long kib = bytes >> 10;
    if (kib > most) {
      throw new IOException(
          "an image that takes %s MiB to decode, more than half of the heap; give more memory or a smaller image"
              .formatted(bytes >> 20));
    }
    int permits = (int) Math.min(kib, shared);
    try {
      free.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("interrupted while waiting for memory"));
    }
    try {
      return decoding.decode();
    } finally {
      free.release(permits);
    }
  }
}
