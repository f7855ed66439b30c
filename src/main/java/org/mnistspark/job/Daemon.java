package org.mnistspark.job;

import java.util.concurrent.Executor;

/**
 * Runs each task on a thread of its own, which does not keep the process alive and inherits the
 * class loader that knows connectors.
 *
 * @param name of the threads
 */
record Daemon(String name) implements Executor {
  @Override
  public void execute(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
