package org.mnistspark.engine;

import java.lang.reflect.Field;
import java.util.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timer that a process of Spark 3.5 has from its first barrier task on. Its thread is no
 * daemon: in local mode, a program that trains would never end after its main method has returned,
 * even with its session stopped. In Spark 4 the thread is a daemon.
 */
final class BarrierTimer {
  private static final Logger LOG = LoggerFactory.getLogger(BarrierTimer.class);
  private static final Timer DAEMON = new Timer("Daemon timer for barrier() calls.", true);

  private BarrierTimer() {}

  /** Puts one in its place that lets this process end; barrier() works as before. */
  static synchronized void letProcessEnd() {
    try {
      Class<?> type = Class.forName("org.apache.spark.BarrierTaskContext$");
      Object module = type.getField("MODULE$").get(null);
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == Timer.class) {
          field.setAccessible(true);
          Timer found = (Timer) field.get(module);
          if (found != DAEMON) {
            field.set(module, DAEMON);
            found.cancel();
          }
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("Spark's barrier timer stays as it is", e);
    }
  }
}
