package org.mnistspark.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium, by the W3C WebDriver protocol: chromedriver takes JSON over HTTP on
 * loopback. Selenium speaks the same, but every version of it needs Guava 33, and the class path of
 * these tests has Spark's Guava.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          // A page that still scrolls on its own moves away from under the mouse.
          "--force-prefers-reduced-motion",
          "--window-size=1280,900");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, Path chromium, Path profile)
      throws IOException, InterruptedException {
    this.driver = driver;
    ObjectNode request = JSON.createObjectNode();
    ObjectNode wanted = request.putObject("capabilities").putObject("alwaysMatch");
    wanted.putObject("goog:loggingPrefs").put("browser", "ALL");
    ObjectNode options = wanted.putObject("goog:chromeOptions");
    options.put("binary", chromium.toString());
    ArrayNode arguments = options.putArray("args");
    ARGUMENTS.forEach(arguments::add);
    arguments.add("--user-data-dir=" + profile);
    String root = "http://127.0.0.1:" + port + "/session";
    session = root + "/" + send("POST", root, request).get("sessionId").asText();
  }

  /**
   * Starts one; aborts the test where Chromium or chromedriver is not installed.
   *
   * @param profile an empty folder for what the browser keeps
   */
  public static Browser start(Path profile) throws IOException, InterruptedException {
    Path chromium = installed("chromium", "chromium-browser", "google-chrome");
    Path chromedriver = installed("chromedriver");
    Process driver =
        new ProcessBuilder(chromedriver.toString(), "--port=0").redirectErrorStream(true).start();
    try {
      return new Browser(driver, port(driver), chromium, profile);
    } catch (IOException | InterruptedException | RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private static Path installed(String... names) {
    Optional<Path> found =
        Arrays.stream(names)
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      Assumptions.abort(
          "no browser: expected %s on the PATH; install chromium and chromium-driver"
              .formatted(String.join(" or ", names)));
    }
    return found.orElseThrow();
  }

  private static int port(Process driver) throws IOException {
    BufferedReader out = driver.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("expected chromedriver to say its port, found the end of its output");
  }

  private JsonNode send(String method, String uri, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode value = JSON.readTree(response.body()).get("value");
    if (response.statusCode() != 200) {
      throw new IOException(uri + " failed: " + value.path("message").asText());
    }
    return value;
  }

  private JsonNode post(String command, JsonNode body) throws IOException, InterruptedException {
    return send("POST", session + command, body);
  }

  private JsonNode devTools(String command, ObjectNode parameters)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("cmd", command);
    body.set("params", parameters);
    return post("/goog/cdp/execute", body);
  }

  /** Loads a page. */
  public void open(URI page) throws IOException, InterruptedException {
    post("/url", JSON.createObjectNode().put("url", page.toString()));
  }

  /** What a function body returns, as JSON. */
  public JsonNode run(String script, Object... arguments) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.set("args", JSON.valueToTree(arguments));
    return post("/execute/sync", body);
  }

  /** The console's messages since the last call, security violations and script errors included. */
  public List<String> console() throws IOException, InterruptedException {
    List<String> messages = new ArrayList<>();
    post("/se/log", JSON.createObjectNode().put("type", "browser"))
        .forEach(entry -> messages.add(entry.get("message").asText()));
    return messages;
  }

  /** Light or dark, as the system's setting. */
  public void colorScheme(String scheme) throws IOException, InterruptedException {
    ObjectNode parameters = JSON.createObjectNode();
    parameters
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", scheme);
    devTools("Emulation.setEmulatedMedia", parameters);
  }

  /** A screen of another size, in CSS pixels. */
  public void screen(int width, int height, boolean mobile)
      throws IOException, InterruptedException {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", mobile));
  }

  /** A PNG of what is on the screen or, with {@code whole}, of the whole page. */
  public void screenshot(Path file, boolean whole) throws IOException, InterruptedException {
    ObjectNode parameters =
        JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", whole);
    if (whole) {
      JsonNode size = devTools("Page.getLayoutMetrics", JSON.createObjectNode());
      ObjectNode clip = parameters.putObject("clip").put("x", 0).put("y", 0).put("scale", 1);
      clip.set("width", size.at("/cssContentSize/width"));
      clip.set("height", size.at("/cssContentSize/height"));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    String data = devTools("Page.captureScreenshot", parameters).get("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /**
   * Presses the mouse on an element, moves it along points and releases it.
   *
   * @param points x and y in the element's width and height, from 0 to 1
   */
  public void drag(String selector, double[][] points) throws IOException, InterruptedException {
    JsonNode area =
        run(
            "const e = document.querySelector(arguments[0]); e.scrollIntoView({behavior: 'instant',"
                + " block: 'center'}); const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]",
            selector);
    ObjectNode body = JSON.createObjectNode();
    ObjectNode mouse = body.putArray("actions").addObject().put("type", "pointer").put("id", "m");
    mouse.putObject("parameters").put("pointerType", "mouse");
    ArrayNode actions = mouse.putArray("actions");
    for (int i = 0; i < points.length; i++) {
      actions
          .addObject()
          .put("type", "pointerMove")
          .put("duration", i == 0 ? 0 : 60)
          .put("x", Math.round(area.get(0).asDouble() + points[i][0] * area.get(2).asDouble()))
          .put("y", Math.round(area.get(1).asDouble() + points[i][1] * area.get(3).asDouble()));
      if (i == 0) {
        actions.addObject().put("type", "pointerDown").put("button", 0);
      }
    }
    actions.addObject().put("type", "pointerUp").put("button", 0);
    post("/actions", body);
  }

  /** Clicks an element. */
  public void click(String selector) throws IOException, InterruptedException {
    drag(selector, new double[][] {{0.5, 0.5}});
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, JSON.createObjectNode());
    } catch (IOException e) {
      // The process ends below in any case.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}
