package org.mnistspark.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A file format under fuzzing.
 *
 * @param name for messages
 * @param seeds sound files
 * @param mutation damages one of them
 * @param reader reads a file as the job does
 * @param documented what the reader may throw
 * @param mostBytes that the reader may allocate on the heap for one file
 */
record Format(
    String name,
    List<byte[]> seeds,
    Mutation mutation,
    Reader reader,
    Set<Class<? extends Exception>> documented,
    long mostBytes) {

  /** Makes another file of a sound one. */
  @FunctionalInterface
  interface Mutation {
    byte[] of(byte[] file, List<byte[]> seeds, Random random);
  }

  /** Reads a file as the job does. */
  @FunctionalInterface
  interface Reader {
    void read(byte[] file) throws Exception;
  }

  /** Reads the seeds, which must succeed, and then so many damaged ones. */
  void fuzz(int cases, long seed) throws Exception {
    for (byte[] file : seeds) {
      reader.read(file);
    }
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      byte[] file = mutation.of(seeds.get(random.nextInt(seeds.size())), seeds, random);
      refused += refuses(file, name + ", case " + i) ? 1 : 0;
    }
    // Otherwise nothing was damaged, or nothing came past the first check.
    assertTrue(refused > 0 && refused < cases, name + ": refused " + refused + " of " + cases);
  }

  /** Whether a file is refused, in the documented way and within the memory. */
  boolean refuses(byte[] file, String what) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean refused = reads(file, what);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    if (allocated > mostBytes) {
      // Seen once: a thread charged with 32 MiB, where a case takes 3 MiB at the most, whichever of
      // OpenBLAS's kernels are in use. What the reader itself allocates it allocates every time.
      before = threads.getCurrentThreadAllocatedBytes();
      reads(file, what);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    String found = what + ": allocated " + allocated + ": ";
    assertTrue(allocated <= mostBytes, () -> found + Base64.getEncoder().encodeToString(file));
    return refused;
  }

  private boolean reads(byte[] file, String what) {
    try {
      reader.read(file);
      return false;
    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError e) {
      if (!documented.contains(e.getClass())) {
        throw new AssertionError(what + ": " + Base64.getEncoder().encodeToString(file), e);
      }
      assertMessage(e.getMessage(), what);
      return true;
    }
  }

  private static void assertMessage(String message, String what) {
    assertEquals(1, message.lines().count(), what + ": " + message);
    assertTrue(message.contains("expected ") && message.contains("found"), what + ": " + message);
    assertTrue(message.length() < 2000, what + ": " + message);
  }
}
