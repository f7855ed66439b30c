package org.mnistspark.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mirror on loopback that answers as it was told, and 404 to anything else. */
final class MirrorServer implements AutoCloseable {
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  MirrorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mnist/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mnist/");
  }

  /** The answers to the requests for a file, in order; the last one stays. */
  MirrorServer on(String file, Answer... inOrder) {
    answers.put("/mnist/" + file, new ConcurrentLinkedDeque<>(Arrays.asList(inOrder)));
    return this;
  }

  /** File names that were asked for, in order. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path.substring("/mnist/".length()));
    Deque<Answer> queue = answers.getOrDefault(path, new ArrayDeque<>(List.of(status(404))));
    Answer answer = queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    try (exchange) {
      answer.to(exchange);
    }
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static Answer bytes(byte[] body) {
    return promise(body, body.length);
  }

  /** Sends {@code body} as if it were longer, then hangs up. */
  static Answer promise(byte[] body, long length) {
    return exchange -> {
      exchange.sendResponseHeaders(200, length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Sends {@code body} as if it were longer, then nothing for as long as the server lives. */
  Answer stall(byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(200, body.length + 1L);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
      try {
        closing.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    };
  }

  static Answer redirect(URI target) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", target.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
