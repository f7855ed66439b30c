package org.mnistspark.testing;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mnistspark.cli.SessionDefaults;

/**
 * One local[2] session, with the settings that the job gives its own, for all test classes of the
 * process: {@code @ExtendWith(LocalSpark.class)} and {@code @Tag("spark")}, then a test takes a
 * {@code SparkSession} parameter. Tests don't stop it and don't leave settings behind.
 */
public final class LocalSpark implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalSpark.class);

  /** JUnit closes it after the last test class. */
  private record Shared(SparkSession session) implements AutoCloseable {
    @Override
    public void close() {
      session.stop();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    session(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return session(context);
  }

  private static SparkSession session(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Shared.class, key -> new Shared(start()), Shared.class)
        .session();
  }

  private static SparkSession start() {
    SparkSession.Builder builder = SparkSession.builder();
    SessionDefaults.SETTINGS.forEach(builder::config);
    SparkSession session =
        builder
            // More slots than cores: tests that want many tasks set the parallelism.
            .master("local[5]")
            .config("spark.default.parallelism", 2)
            .config("spark.mnistspark.reportInterval", "0ms")
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", Build.FOLDER.resolve("spark-warehouse").toString())
            .config("spark.hadoop." + MiniHdfs.COMPLETION_DELAY, 20)
            .config("spark.hadoop." + MiniHdfs.CONNECTION_RETRIES, 1)
            .getOrCreate();
    session.sparkContext().setLogLevel("OFF");
    return session;
  }
}
