package org.mnistspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tells of files that appear in a folder from now on, the moment they do. */
public final class NewFiles implements AutoCloseable {
  private final WatchService service;
  private final Path folder;

  /** In this folder, which must be there. */
  public NewFiles(Path folder) throws IOException {
    this.folder = folder;
    this.service = folder.getFileSystem().newWatchService();
    folder.register(service, StandardWatchEventKinds.ENTRY_CREATE);
  }

  /**
   * Waits for a file whose name contains {@code part}.
   *
   * @throws AssertionError when the time is up before
   */
  public void await(String part, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      WatchKey key = service.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (key == null) {
        throw new AssertionError(
            "expected a file named *" + part + "* in " + folder + " within " + atMost);
      }
      for (WatchEvent<?> event : key.pollEvents()) {
        if (String.valueOf(event.context()).contains(part)) {
          return;
        }
      }
      key.reset();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
