package org.mnistspark.engine.exchange;

import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that train: a server for the messages of others, made when there are
 * others, and connections to them. Both last as long as the process, or, in a driver, as long as
 * its Spark does.
 */
final class Peers {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  /** Prefix of the transport's settings, spark.averaging.io.*. */
  private static final String MODULE = "averaging";

  /** How long a connection may take to be made. By default Spark waits for 120 s. */
  private static final String CONNECTING = "spark.averaging.io.connectionCreationTimeout";

  /** The Spark setting: the server's port, and the first of those that are tried; 0: any. */
  private static final String PORT = "spark.mnistspark.exchangePort";

  private static Peers ofProcess;

  private final SparkEnv env;
  private final String process = UUID.randomUUID().toString();
  private final Map<Long, Map<Integer, Mailbox>> mailboxes = new ConcurrentHashMap<>();
  private TransportServer server;
  private TransportClientFactory clients;
  private TransportContext transport;

  private Peers(SparkEnv env) {
    this.env = env;
  }

  /** In a task: those of this process. */
  @SuppressWarnings("ReferenceEquality") // The same Spark, not an equal one.
  static synchronized Peers ofProcess() {
    SparkEnv env = SparkEnv.get();
    if (ofProcess != null && ofProcess.env != env) {
      ofProcess.close();
      ofProcess = null;
    }
    if (ofProcess == null) {
      ofProcess = new Peers(env);
    }
    return ofProcess;
  }

  /** A name that no other process has. */
  String process() {
    return process;
  }

  /** Takes messages for a task until its mailbox is removed. */
  void add(long token, int task, Mailbox mailbox) {
    mailboxes.computeIfAbsent(token, any -> new ConcurrentHashMap<>()).put(task, mailbox);
  }

  void remove(long token, int task) {
    mailboxes.computeIfPresent(
        token,
        (any, tasks) -> {
          tasks.remove(task);
          return tasks.isEmpty() ? null : tasks;
        });
  }

  boolean has(long token, int task) {
    return mailboxes.getOrDefault(token, Map.of()).containsKey(task);
  }

  /**
   * Delivers a message to a task of this process, or to all of them.
   *
   * @return whether it was for one of them
   */
  boolean deliver(ByteBuffer message) {
    if (message.remaining() < Message.HEADER) {
      return false;
    }
    ByteBuffer bytes = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.position();
    Map<Integer, Mailbox> tasks = mailboxes.getOrDefault(bytes.getLong(at), Map.of());
    if (bytes.get(at + 8) == Message.SLICE) {
      boolean taken = false;
      for (Mailbox mailbox : tasks.values()) {
        taken |= mailbox.deliver(message);
      }
      return taken;
    }
    Mailbox mailbox = tasks.get(bytes.getInt(at + 12));
    return mailbox != null && mailbox.deliver(message);
  }

  /** Where others reach this process. */
  synchronized String host() {
    return env.blockManager().blockManagerId().host();
  }

  /** The port there. */
  synchronized int port() throws IOException {
    start();
    return server.getPort();
  }

  /** A connection, kept for the next one who asks. */
  TransportClient connect(String host, int port) throws IOException, InterruptedException {
    TransportClientFactory factory;
    synchronized (this) {
      start();
      factory = clients;
    }
    return factory.createClient(host, port);
  }

  private void start() throws IOException {
    if (server != null) {
      return;
    }
    SparkConf conf = env.conf().clone().setIfMissing(CONNECTING, "20s");
    SecurityManager security = env.securityManager();
    TransportConf settings = TransportSettings.of(conf, MODULE, security);
    boolean authenticated = security.isAuthenticationEnabled();
    List<TransportServerBootstrap> guards =
        authenticated ? List.of(new AuthServerBootstrap(settings, security)) : List.of();
    List<TransportClientBootstrap> introductions =
        authenticated
            ? List.of(new AuthClientBootstrap(settings, conf.getAppId(), security))
            : List.of();
    transport = new TransportContext(settings, new Handler());
    server = bind(conf, guards);
    clients = transport.createClientFactory(introductions);
  }

  private TransportServer bind(SparkConf conf, List<TransportServerBootstrap> guards)
      throws IOException {
    int first = conf.getInt(PORT, 0);
    int tries = first == 0 ? 1 : 1 + conf.getInt("spark.port.maxRetries", 16);
    for (int i = 0; i < tries; i++) {
      try {
        return bind(first + i, guards);
      } catch (RuntimeException e) {
        if (!(rootOf(e) instanceof BindException) || i == tries - 1) {
          throw new IOException(
              "expected a free port from %s on at %s, found %s; set %s"
                  .formatted(first, host(), e.getMessage(), PORT),
              e);
        }
      }
    }
    throw new IllegalStateException("expected at least one try");
  }

  private TransportServer bind(int port, List<TransportServerBootstrap> guards) {
    try {
      return transport.createServer(host(), port, guards);
    } catch (RuntimeException e) {
      // Behind address translation a name of this machine need not be an address of it.
      if (port != 0) {
        throw e;
      }
      return transport.createServer(port, guards);
    }
  }

  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private synchronized void close() {
    if (server != null) {
      clients.close();
      server.close();
      transport.close();
    }
  }

  /** Hears what others send. */
  private final class Handler extends RpcHandler {
    private final StreamManager streams = new OneForOneStreamManager();

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
      if (!deliver(message)) {
        // Of a task that has ended; or from a stranger, who is not told which.
        LOG.debug("A message from {} was for nobody", client.getSocketAddress());
      }
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      callback.onFailure(new UnsupportedOperationException("expected a message, found a request"));
    }

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }
  }
}
