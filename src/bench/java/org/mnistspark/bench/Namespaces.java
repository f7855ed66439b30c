package org.mnistspark.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Several hosts on one machine: Linux network namespaces on a common bridge, whose links can be
 * made slower. Needs root, ip and tc. No packet leaves the machine.
 */
final class Namespaces implements AutoCloseable {
  private static final String PREFIX = "mnistspark-";
  private static final String BRIDGE = PREFIX + "bridge";
  private static final String NETWORK = "10.77.0.";
  private static final long PATIENCE_SECONDS = 20;

  private final int hosts;

  private Namespaces(int hosts) {
    this.hosts = hosts;
  }

  /**
   * Makes them.
   *
   * @throws IOException where the machine does not let one make them
   */
  static Namespaces of(int hosts) throws IOException {
    Namespaces namespaces = new Namespaces(hosts);
    // Of a run that was killed.
    namespaces.close();
    boolean done = false;
    try {
      namespaces.make();
      done = true;
      return namespaces;
    } finally {
      if (!done) {
        namespaces.close();
      }
    }
  }

  private void make() throws IOException {
    run("ip", "netns", "add", BRIDGE);
    run(within(BRIDGE, "ip", "link", "add", "bridge", "type", "bridge"));
    run(within(BRIDGE, "ip", "link", "set", "bridge", "up"));
    for (int host = 0; host < hosts; host++) {
      String end = "host" + host;
      run("ip", "netns", "add", name(host));
      run(
          within(
              BRIDGE,
              "ip",
              "link",
              "add",
              end,
              "type",
              "veth",
              "peer",
              "name",
              "eth0",
              "netns",
              name(host)));
      run(within(BRIDGE, "ip", "link", "set", end, "master", "bridge", "up"));
      run(in(host, "ip", "addr", "add", address(host) + "/24", "dev", "eth0"));
      run(in(host, "ip", "link", "set", "eth0", "up"));
      run(in(host, "ip", "link", "set", "lo", "up"));
    }
  }

  /** What every host sends is slowed down to this rate. */
  void rate(int gigabitsPerSecond) throws IOException {
    for (int host = 0; host < hosts; host++) {
      run(
          in(
              host,
              "tc",
              "qdisc",
              "replace",
              "dev",
              "eth0",
              "root",
              "tbf",
              "rate",
              gigabitsPerSecond + "gbit",
              "burst",
              256 * gigabitsPerSecond + "kb",
              "latency",
              "20ms"));
    }
  }

  /** Where the others reach a host. */
  static String address(int host) {
    return NETWORK + (host + 1);
  }

  /** A command as it runs on a host. */
  static List<String> in(int host, String... command) {
    return within(name(host), command);
  }

  private static String name(int host) {
    return PREFIX + host;
  }

  private static List<String> within(String namespace, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    return all;
  }

  private static void run(String... command) throws IOException {
    run(List.of(command));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    boolean ended = false;
    try {
      ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "%s: %s"
              .formatted(
                  String.join(" ", command),
                  ended
                      ? new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                          .strip()
                      : "expected an end within " + PATIENCE_SECONDS + " s"));
    }
  }

  /** Removes them; processes there go on without a network. */
  @Override
  public void close() {
    for (int host = -1; host < hosts; host++) {
      try {
        run("ip", "netns", "del", host < 0 ? BRIDGE : name(host));
      } catch (IOException e) {
        // It was not there.
      }
    }
  }
}
