package org.mnistspark.spark.session;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * {@code spark.plugins}: opens the {@link ProgressChannel}. A task has no other way to say anything
 * before it ends; accumulators come with heartbeats, seconds apart.
 */
public final class ProgressPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnDriver implements DriverPlugin {
    /** Null is no answer, as Spark wants it for messages that are sent and not asked. */
    @Override
    public Object receive(Object message) {
      if (message instanceof ProgressChannel.Message of) {
        ProgressChannel.receive(of);
      }
      return null;
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      ProgressChannel.connect(context);
    }

    @Override
    public void shutdown() {
      ProgressChannel.disconnect();
    }
  }
}
