package org.mnistspark.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Forwards connections to an HTTP server, and breaks them in the middle of the requests that a test
 * names.
 */
public final class FaultyLink implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final String HEAD_END = "\r\n\r\n";

  private final ServerSocket listener;
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger hits = new AtomicInteger();
  private volatile Optional<Fault> fault = Optional.empty();

  private enum Kind {
    CUT,
    MEET
  }

  private record Fault(
      Kind kind, Pattern requests, long after, AtomicInteger left, CyclicBarrier meeting) {
    boolean hits(String request) {
      return requests.matcher(request).find() && left.getAndDecrement() > 0;
    }
  }

  private FaultyLink(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Listens on a free port of loopback. */
  public static FaultyLink to(URI server) throws IOException {
    FaultyLink link = new FaultyLink(server);
    start(link::accept);
    return link;
  }

  /** What clients connect to. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /**
   * Cuts the connections of some requests in the middle.
   *
   * @param requests found in method, blank and path
   * @param after bytes of the request's body that still get through; if it has no more than these,
   *     nothing of the request does
   * @param times of how many such requests
   */
  public void cut(String requests, long after, int times) {
    arm(Kind.CUT, requests, after, times);
  }

  /** Holds the next such request back until there is a second one, then forwards both. */
  public void meet(String requests) {
    arm(Kind.MEET, requests, 0, 2);
  }

  private void arm(Kind kind, String requests, long after, int times) {
    hits.set(0);
    fault =
        Optional.of(
            new Fault(
                kind,
                Pattern.compile(requests),
                after,
                new AtomicInteger(times),
                new CyclicBarrier(2)));
  }

  /** Forwards all that comes from now on, and returns how many requests were hit before. */
  public int repair() {
    fault = Optional.empty();
    return hits.get();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      open.add(client);
      Socket upstream = new Socket(server.getHost(), server.getPort());
      open.add(upstream);
      start(() -> copyResponses(upstream, client));
      start(() -> copyRequests(client, upstream));
    }
  }

  private static void copyResponses(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private void copyRequests(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = new BufferedInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        Matcher length = LENGTH.matcher(head);
        long body = length.find() ? Long.parseLong(length.group(1)) : 0;
        String request = head.substring(0, head.indexOf(" HTTP/"));
        Optional<Fault> hit = fault.filter(one -> one.hits(request));
        if (hit.isPresent()) {
          hits.incrementAndGet();
        }
        Optional<Kind> kind = hit.map(Fault::kind);
        if (kind.equals(Optional.of(Kind.CUT))) {
          long sent = hit.orElseThrow().after();
          // Without the rest of its body the server cannot answer; one that has none stays here.
          if (sent < body) {
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            copy(in, out, sent);
          }
          return;
        }
        if (hit.isPresent()) {
          await(hit.orElseThrow().meeting());
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        copy(in, out, body);
      }
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(HEAD_END, Math.max(0, head.length() - HEAD_END.length())) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 13];
    for (long left = bytes; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        return;
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    out.flush();
  }

  private static void await(CyclicBarrier meeting) throws IOException {
    try {
      meeting.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException("the second request did not come", e);
    }
  }

  /** What a thread of the link does; that its sockets are closed ends it. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // A connection that ended, as connections do here.
              }
            },
            "faulty link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
