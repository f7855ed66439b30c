package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Elements;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.testing.Browser;
import org.mnistspark.testing.RealMnist;

/** report.html of a run on real MNIST, in a browser. */
final class ReportIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @TempDir static Path folder;
  private static Path mnist;
  private static Path run;
  private static Browser browser;

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    mnist = RealMnist.folder();
    browser = Browser.start(Files.createDirectory(folder.resolve("profile")));
    run = folder.resolve("runs/browser");
    ProcessBuilder builder =
        new ProcessBuilder(
            "submit/local.sh",
            "train",
            "--data",
            mnist.toString(),
            "--output",
            run.getParent().toString(),
            "--run-id",
            run.getFileName().toString(),
            "--epochs",
            "2");
    Path log = folder.resolve("log");
    builder
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .environment()
        .remove("SPARK_HOME");
    Process training = builder.start();
    try {
      assertTrue(training.waitFor(5, TimeUnit.MINUTES), "still training after 5 minutes");
      assertEquals(0, training.exitValue(), Files.readString(log));
    } finally {
      training.descendants().forEach(ProcessHandle::destroyForcibly);
      training.destroyForcibly();
    }
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws IOException, InterruptedException {
    browser.colorScheme("light");
    browser.screen(1280, 900, false);
    browser.open(run.resolve("report.html").toUri());
  }

  private static JsonNode json(String name) throws IOException {
    return JSON.readTree(run.resolve(name).toFile());
  }

  private static String text(String selector) throws IOException, InterruptedException {
    return browser
        .run("return document.querySelector(arguments[0]).textContent", selector)
        .asText();
  }

  private static double[] shownProbabilities() throws IOException, InterruptedException {
    JsonNode values =
        browser.run(
            "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                + " done([...document.querySelectorAll('#bars .value')].map(e => e.textContent)))))");
    double[] probabilities = new double[values.size()];
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = Double.parseDouble(values.get(c).asText().replace("%", "")) / 100;
    }
    return probabilities;
  }

  private static int best(double[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }

  @Test
  void opensWithoutAWordOnTheConsole() throws IOException, InterruptedException {
    assertEquals(List.of(), browser.console());
    assertTrue(Files.size(run.resolve("report.html")) < 3_000_000);
    assertEquals("browser", text("h1"));
  }

  @Test
  void showsTheFiguresOfMetricsJson() throws IOException, InterruptedException {
    JsonNode test = json("metrics.json").get("test");

    assertEquals(
        String.format(Locale.ROOT, "%.2f%%", 100 * test.get("accuracy").asDouble()),
        text("#headline-accuracy"));
    assertEquals(
        String.format(Locale.ROOT, "%.4f", test.get("loss").asDouble()), text("#headline-loss"));
    assertEquals(
        String.format(Locale.ROOT, "%.4f", test.get("macro_f1").asDouble()), text("#headline-f1"));
    List<String> matrix =
        Files.readAllLines(run.resolve("confusion_matrix.csv")).stream().skip(1).toList();
    for (int label = 0; label < 10; label++) {
      JsonNode cells =
          browser.run(
              "return [...document.querySelectorAll('#confusion tbody tr')[arguments[0]].cells].map(c => c.textContent)",
              label);
      List<String> row = new ArrayList<>();
      cells.forEach(cell -> row.add(cell.asText()));
      assertEquals(matrix.get(label), String.join(",", row));
      assertEquals(
          String.format(Locale.ROOT, "%.4f", test.get("per_class").get(label).get("f1").asDouble()),
          text("#classes tbody tr:nth-child(" + (label + 1) + ") td:nth-child(4)"));
    }
  }

  @Test
  void recognizesWhatIsDrawn() throws IOException, InterruptedException {
    browser.drag("#pad", new double[][] {{0.53, 0.2}, {0.5, 0.5}, {0.47, 0.8}});
    assertEquals(1, best(shownProbabilities()));
    assertTrue(text("#answer").startsWith("A 1, "), text("#answer"));

    browser.click("#clear");
    assertEquals("Draw something.", text("#answer"));

    browser.drag(
        "#pad", new double[][] {{0.28, 0.25}, {0.5, 0.24}, {0.7, 0.25}, {0.58, 0.5}, {0.46, 0.8}});
    assertEquals(7, best(shownProbabilities()));
    browser.screenshot(SCREENSHOTS.resolve("drawing.png"), false);
    assertEquals(List.of(), browser.console());
  }

  @Test
  void aTestImageGivesTheProbabilitiesOfPredictionsJson() throws IOException, InterruptedException {
    JsonNode predictions = json("predictions.json");
    for (int i = 0; i < predictions.size(); i++) {
      browser.click(".samples li:nth-child(" + (i + 1) + ") .digit");
      double[] shown = shownProbabilities();
      for (int c = 0; c < shown.length; c++) {
        assertEquals(predictions.get(i).get("probabilities").get(c).asDouble(), shown[c], 1e-3);
      }
    }
  }

  @Test
  void thePageComputesWhatJavaComputes() throws IOException, InterruptedException {
    Classifier classifier;
    try (InputStream in = Files.newInputStream(run.resolve("model.zip"))) {
      classifier = ModelFiles.read(in, "model.zip").forImages(1);
    }
    int count = 1000;
    float[] images = new float[count * 784];
    try (ArrayReader reader =
        ArrayReader.open(
            Files.newInputStream(mnist.resolve("t10k-images-idx3-ubyte.gz")), "test images")) {
      byte[] raw = new byte[784];
      for (int i = 0; i < count && reader.next(raw); i++) {
        System.arraycopy(
            Elements.features(ElementType.UNSIGNED_BYTE, raw), 0, images, 784 * i, 784);
      }
    }
    float[] expected = new float[count * 10];
    classifier.classify(images, count, expected);

    JsonNode found =
        browser.run(
            "const all = arguments[0]; const result = []; for (let i = 0; i < all.length; i += 784)"
                + " result.push(...mnistSpark.classify(all.slice(i, i + 784))); return result",
            images);

    assertEquals(expected.length, found.size());
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], found.get(k).asDouble(), 1e-3, "probability " + k);
    }
  }

  @Test
  void fitsLightAndDarkAndNarrowScreens() throws IOException, InterruptedException {
    browser.screenshot(SCREENSHOTS.resolve("light.png"), true);
    browser.colorScheme("dark");
    browser.screenshot(SCREENSHOTS.resolve("dark.png"), true);
    for (String scheme : List.of("light", "dark")) {
      browser.colorScheme(scheme);
      browser.screen(360, 780, true);
      assertEquals(
          360,
          browser.run("return document.documentElement.scrollWidth").asInt(),
          "nothing sticks out of a phone's screen");
      browser.screenshot(SCREENSHOTS.resolve("phone-" + scheme + ".png"), true);
    }
  }

  @Test
  void everyPictureAndControlHasAName() throws IOException, InterruptedException {
    assertEquals(
        0,
        browser
            .run(
                "return [...document.querySelectorAll('img, button, canvas, svg[role=img], section, nav')].filter(e =>"
                    + " !(e.alt || e.textContent.trim() || e.getAttribute('aria-label') || e.querySelector('img[alt]'))).length")
            .asInt());
    assertEquals(
        0,
        browser.run("return document.querySelectorAll('th:not([scope])').length").asInt(),
        "headers without a scope");
    assertEquals(1, browser.run("return document.querySelectorAll('h1').length").asInt());
  }
}
