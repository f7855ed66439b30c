package org.mnistspark.tracking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A tracking server on loopback that knows one run, and fails as it was told. */
final class FakeServer implements AutoCloseable {
  static final String EXPERIMENT = "experiments/get-by-name";
  static final String SEARCH = "runs/search";
  static final String CREATE = "runs/create";
  static final String LOG = "runs/log-batch";
  static final String UPDATE = "runs/update";
  static final String RUN_ID = "abc";

  /** How it answers. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** What it was asked. */
  record Request(String method, String path, Optional<String> authorization, String body) {}

  private static final String API = "/api/2.0/";
  private static final String RUNS = "mlflow/";

  private final CountDownLatch released = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param location of the run's artifacts
   */
  FakeServer(String location) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(API, this::handle);
    server.start();
    on(EXPERIMENT, json("{'experiment': {'experiment_id': '1'}}"));
    on(SEARCH, json("{}"));
    on(
        CREATE,
        json(
            "{'run': {'info': {'run_id': '%s', 'artifact_uri': '%s'}}}"
                .formatted(RUN_ID, location)));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The answers to one kind of request, in order; the last one stays. */
  FakeServer on(String path, Answer... inOrder) {
    answers.put(path, new ConcurrentLinkedDeque<>(Arrays.asList(inOrder)));
    return this;
  }

  /** The same answers to everything. */
  FakeServer onAll(Answer answer) {
    answers.clear();
    return on("", answer);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Bodies of the requests of one kind, in order. */
  List<String> bodies(String path) {
    return requests.stream()
        .filter(request -> request.path().equals(path))
        .map(Request::body)
        .toList();
  }

  /** Waits until it has been asked this often. */
  void awaitRequests(String path, int n) throws InterruptedException {
    synchronized (requests) {
      while (bodies(path).size() < n) {
        requests.wait();
      }
    }
  }

  private void asked(Request request) {
    synchronized (requests) {
      requests.add(request);
      requests.notifyAll();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(API.length());
    path = path.startsWith(RUNS) ? path.substring(RUNS.length()) : path;
    try (exchange) {
      asked(
          new Request(
              exchange.getRequestMethod(),
              path,
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Deque<Answer> all = answers.getOrDefault("", answers.get(path));
      if (all == null) {
        json("{}").to(exchange);
      } else {
        (all.size() > 1 ? all.removeFirst() : all.getFirst()).to(exchange);
      }
    }
  }

  static Answer status(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** JSON with ' for ". */
  static Answer json(String text) {
    return status(200, text.replace('\'', '"'));
  }

  /** Answers only when it has been released. */
  Answer hang(Answer then) {
    return exchange -> {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      then.to(exchange);
    };
  }

  /** Sends a body that has no end. */
  static Answer flood() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] spaces = new byte[1 << 16];
      Arrays.fill(spaces, (byte) ' ');
      while (true) {
        exchange.getResponseBody().write(spaces);
      }
    };
  }

  static Answer redirect(URI target) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", target.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
