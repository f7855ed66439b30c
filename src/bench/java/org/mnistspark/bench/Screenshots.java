package org.mnistspark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mnistspark.testing.Browser;

/**
 * Pictures of a run's report.html, for the documentation: {@code RUN FOLDER} writes
 * FOLDER/report-light.png and report-dark.png, with a 7 drawn in the field; and, to be looked at,
 * report-whole-light.png, report-whole-dark.png and report-phone.png in target/screenshots.
 */
final class Screenshots {
  private static final double[][] SEVEN = {
    {0.28, 0.25}, {0.5, 0.24}, {0.7, 0.25}, {0.58, 0.5}, {0.46, 0.8}
  };

  private Screenshots() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 2) {
      throw new IllegalArgumentException(
          "expected a run directory and a folder for pictures, found " + List.of(args));
    }
    Path report = Path.of(args[0], "report.html").toAbsolutePath();
    Path folder = Path.of(args[1]);
    Path all = Files.createDirectories(Path.of("target/screenshots"));
    Path profile = Files.createTempDirectory("screenshots");
    try (Browser browser = Browser.start(profile)) {
      for (String scheme : List.of("light", "dark")) {
        browser.colorScheme(scheme);
        browser.screen(1120, 1120, false);
        browser.open(report.toUri());
        browser.drag("#pad", SEVEN);
        browser.run("window.scrollTo({top: 0, behavior: 'instant'})");
        browser.screenshot(folder.resolve("report-" + scheme + ".png"), false);
        browser.screenshot(all.resolve("report-whole-" + scheme + ".png"), true);
      }
      browser.colorScheme("light");
      browser.screen(390, 844, true);
      browser.screenshot(all.resolve("report-phone.png"), false);
    } finally {
      delete(profile);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Screenshots::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
