package org.mnistspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DecodingMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void picturesWaitForEachOther() throws Exception {
    DecodingMemory memory = new DecodingMemory(10 << 10, 100 << 10);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () ->
                    memory.with(
                        5 * MIB,
                        () -> {
                          most.accumulateAndGet(now.incrementAndGet(), Math::max);
                          two.countDown();
                          awaitQuietly(two);
                          return now.decrementAndGet();
                        })));
      }
      for (Future<Integer> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2, most.get());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLargePictureIsDecodedAloneAndATooLargeOneNot() throws IOException, ExecutionException {
    DecodingMemory memory = new DecodingMemory(10 << 10, 100 << 10);

    assertEquals(1, memory.with(90 * MIB, () -> 1));
    assertEquals(
        "an image that takes 101 MiB to decode, more than half of the heap; give more memory or a"
            + " smaller image",
        assertThrows(IOException.class, () -> memory.with(101 * MIB, () -> 1)).getMessage());
    assertThrows(
        IOException.class,
        () ->
            memory.with(
                10 * MIB,
                () -> {
                  throw new IOException("damaged");
                }));
    assertEquals(2, memory.with(10 * MIB, () -> 2));
  }
}
