package org.mnistspark.engine.exchange;

import org.apache.spark.SSLOptions;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/** A connection of Spark 4, by TLS where spark.ssl.rpc is enabled. */
final class TransportSettings {
  private TransportSettings() {}

  /**
   * The transport's settings as an application has them.
   *
   * @param module prefix of those of its own, spark.MODULE.io.*
   */
  static TransportConf of(SparkConf conf, String module, SecurityManager security) {
    Option<SSLOptions> tls =
        security.isSslRpcEnabled() ? Option.apply(security.getRpcSSLOptions()) : Option.empty();
    return SparkTransportConf.fromSparkConf(
        conf, module, Runtime.getRuntime().availableProcessors(), Option.empty(), tls);
  }
}
