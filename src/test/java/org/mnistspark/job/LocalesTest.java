package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.report.Console;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.OtherLocales;
import org.mnistspark.testing.Trained;

/** Every file of a run, and every line of the console, is the same in all locales. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class LocalesTest {
  /** Times are in these: only the form of their numbers is compared. */
  private static final Set<String> WITH_TIMES =
      Set.of(
          "console", "run.json", "metrics.json", "history.csv", "history.jsonl", "_predict.json");

  @TempDir private static Path folder;
  private static Map<String, String> expected;

  private static SparkSession session;

  @BeforeAll
  static void runEverything(SparkSession spark) throws IOException {
    session = spark;
    expected = OtherLocales.in(Locale.ROOT, LocalesTest::written);
    assertTrue(
        expected
            .keySet()
            .containsAll(
                Set.of(
                    "digits/dataset.json",
                    "runs/a/plots/learning_curve.svg",
                    "runs/a/report.html",
                    "evaluation/metrics.json",
                    "predictions.csv/part",
                    "console")),
        expected.keySet().toString());
    assertTrue(expected.get("runs/a/run.json").contains("synthetic digits, not on MNIST"));
  }

  @ParameterizedTest
  @MethodSource("org.mnistspark.testing.OtherLocales#all")
  void writesTheSame(Locale locale) throws IOException {
    Map<String, String> found = OtherLocales.in(locale, LocalesTest::written);

    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, text) -> assertLinesMatch(text.lines(), found.get(name).lines(), name));
  }

  /** By name. Always in the same folder, whose name is in many files. */
  private static Map<String, String> written() throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Path digits = work.resolve("digits");
    SyntheticDigits.write(digits, 1_200, 1_100, 3);
    SmallRuns.of(digits.toUri(), work.resolve("runs").toUri())
        .train(session, "a", printed, () -> false);
    String model = work.resolve("runs/a/model.zip").toString();
    new EvaluateJob(session, console)
        .run(
            new EvaluateConfig(
                model,
                digits.toString(),
                LabelledChoice.NONE,
                Optional.of(work.resolve("evaluation").toString()),
                false,
                3));
    for (PredictFormat format : List.of(PredictFormat.CSV, PredictFormat.JSON)) {
      new PredictJob(session, console)
          .run(
              new PredictConfig(
                  model,
                  List.of(digits.toString()),
                  Split.TEST,
                  work.resolve("predictions." + format.id()).toString(),
                  format,
                  false,
                  false));
    }
    new DescribeJob(console, digits.toString(), LabelledChoice.NONE).run();

    Map<String, String> texts = texts(work);
    texts.put("console", masked(printed.toString(StandardCharsets.UTF_8)));
    texts.put("model", Trained.of(work.resolve("runs/a").toUri()).toString());
    Files.move(work, folder.resolve(Locale.getDefault().toLanguageTag()));
    return texts;
  }

  private static Map<String, String> texts(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".crc"))
          .collect(
              Collectors.toMap(
                  // Spark's names of parts are random.
                  file -> work.relativize(file).toString().replaceFirst("part-.*", "part"),
                  LocalesTest::text,
                  String::concat,
                  TreeMap::new));
    }
  }

  private static String text(Path file) {
    if (file.toString().matches(".*(ubyte|zip|/checkpoints/.*)")) {
      return "binary";
    }
    try {
      if (file.endsWith("model.onnx")) {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      }
      String text = Files.readString(file);
      if (file.endsWith("report.html")) {
        // Its charts are laid out by times, too; report.LocalesTest compares the rest.
        return foreign(text);
      }
      return WITH_TIMES.contains(file.getFileName().toString()) ? masked(text) : text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The characters that are not ASCII. */
  private static String foreign(String text) {
    return text.codePoints()
        .filter(c -> c > 127)
        .sorted()
        .distinct()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String masked(String text) {
    return text.replaceAll("[0-9]+([.,:][0-9]+)*(E-?[0-9]+)?", "0");
  }
}
