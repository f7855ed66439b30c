package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mnistspark.averaging.Progress;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.run.record.EpochHistory;

/** Whole lines, as a file or a pipe gets them. */
final class ConsoleTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private static final List<String> CLASSES = List.of("0", "1");

  private long now;

  private Console console(Detail detail) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Console(new LineScreen(out), detail, () -> now);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** A whole run. */
  private void run(Console console) {
    console.phase("reading");
    console.dataSet("train", 60_000, List.of(28, 28), "uint8", List.of("5", "0"));
    now += 2_000_000_000L;
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", 1);
    console.settings(settings);
    console.network("a layer\nanother", "2 workers");
    console.phase("training");
    console.epochBegins(Progress.begin(1), 1);
    now += 500_000_000;
    console.progress(new Progress(1, 1, 16, 32, 1000, 500, 750));
    console.progress(new Progress(1, 1, 16, 32, 1000, 500, 750));
    now += 500_000_000;
    console.progress(new Progress(1, 2, 32, 32, 2000, 800, 1600));
    console.epochEnds(new EpochHistory(1, 0.4, 0.8, 0.0000123, 0.9, 1, 2000));
    console.part("  of it, averaging", 0.125);
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0.75f, 0.25f}, 0, 0);
    console.metrics(sum.metrics(), CLASSES);
    console.predictions(
        List.of(
            Prediction.of(new float[] {0.25f, 0.75f}, 0, 2, 1),
            Prediction.of(new float[] {0.25f, 0.75f}, 0, 2, 0)),
        CLASSES);
    console.warnings(List.of("not MNIST"));
    console.runDirectory("file:/runs/a", List.of("model.zip", "run.json"));
    console.done();
    console.close();
  }

  @ParameterizedTest
  @EnumSource
  void offATerminalThereIsNoControlCharacter(Detail detail) {
    run(console(detail));

    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertFalse(printed.contains("\r"), printed);
    assertFalse(printed.contains("\u001b"), printed);
    assertTrue(printed.endsWith("\n"), printed);
  }

  @Test
  void normalIsALinePerEpochAndTheResults() {
    run(console(Detail.NORMAL));

    assertEquals(
        List.of(
            "train  60,000 images, shape [28, 28], type uint8, first labels [5, 0]",
            "",
            "a layer",
            "another",
            "",
            "2 workers",
            "",
            "Epoch 1/1 - 1.0s - 2,000 images/s - accuracy: 0.8000 - loss: 0.4000 - val_accuracy: 0.9000 - val_loss: 1.2300e-05",
            "",
            "Test accuracy 1.0000, loss 0.2877, macro F1 0.5000 on 1 examples",
            "Means over classes: precision 0.5000, recall 0.5000, F1 0.5000",
            "class precision    recall        f1   support",
            "    0    1.0000    1.0000    1.0000         1",
            "    1    0.0000    0.0000    0.0000         0",
            "",
            "Confusion matrix: a row per true class, a column per prediction",
            "          0     1",
            "    0     1     0",
            "    1     0     0",
            "",
            "First 2 test images",
            "image predicted confidence label",
            "    0         1     0.7500     1",
            "    1         1     0.7500     0  wrong",
            "",
            "WARNING: not MNIST",
            "",
            "Run directory: file:/runs/a",
            "  model.zip  run.json"),
        lines());
  }

  @Test
  void quietIsResultsAndWarnings() {
    run(console(Detail.QUIET));

    assertEquals(
        List.of(
            "Test accuracy 1.0000, loss 0.2877, macro F1 0.5000 on 1 examples",
            "WARNING: not MNIST",
            "Run directory: file:/runs/a"),
        lines());
  }

  @Test
  void verboseAddsSettingsRoundsAndTimes() {
    Console normal = console(Detail.NORMAL);
    run(normal);
    List<String> before = lines();
    bytes.reset();
    now = 0;

    run(console(Detail.VERBOSE));

    List<String> added = new ArrayList<>(lines());
    before.forEach(added::remove);
    assertEquals(
        List.of(
            "epochs                   1",
            "Epoch 1/1 - step 16/32 - 0.5s - accuracy: 0.7500 - loss: 0.5000",
            "Epoch 1/1 - step 32/32 - 1.0s - accuracy: 0.8000 - loss: 0.4000",
            "reading                     2.000 s",
            "training                    1.000 s",
            "  of it, averaging          0.125 s"),
        added.stream().filter(line -> !line.isEmpty()).toList());
  }

  private List<String> results(RunReport report) {
    Console console = console(Detail.NORMAL);
    console.examples(report.signature().shape());
    console.metrics(report.test().metrics(), report.signature().classes());
    console.predictions(
        report.test().samples().stream().map(ScoredExample::prediction).limit(2).toList(),
        report.signature().classes());
    return lines();
  }

  @Test
  void classesHaveTheirNames() {
    assertEquals(
        List.of(
            "",
            "Test accuracy 0.3333, loss 1.1166, macro F1 0.1667 on 75 examples",
            "Means over classes: precision 0.1111, recall 0.3333, F1 0.1667",
            "class      precision    recall        f1   support",
            "setosa        0.0000    0.0000    0.0000        25",
            "versicolor    0.0000    0.0000    0.0000        25",
            "virginica     0.3333    1.0000    0.5000        25",
            "",
            "Confusion matrix: a row per true class, a column per prediction",
            "               setosa versicolor  virginica",
            "setosa              0          0         25",
            "versicolor          0          0         25",
            "virginica           0          0         25",
            "",
            "First 2 test examples",
            "example predicted  confidence label",
            "      0 virginica      0.3950 setosa      wrong",
            "      1 virginica      0.3874 versicolor  wrong"),
        results(RunReports.flowers()));
  }

  @Test
  void ofManyClassesTheWeakestAreShownAndNoMatrix() {
    List<String> lines = results(RunReports.letters());

    assertEquals("10 of 62 classes, lowest F1 first", lines.get(3));
    assertEquals("class precision    recall        f1   support", lines.get(4));
    assertEquals("1        0.0000    0.0000    0.0000         9", lines.get(5));
    assertEquals("First 2 test images", lines.get(16));
    assertTrue(lines.stream().noneMatch(line -> line.contains("Confusion matrix")));
  }

  @Test
  void classesWithoutExamplesAreNotTheWeakest() {
    long[][] counts = new long[30][30];
    counts[3] = new long[30];
    counts[3][3] = 2;
    counts[4][3] = 1;
    List<String> names = IntStream.range(0, 30).mapToObj(c -> "c" + c).toList();

    console(Detail.NORMAL).metrics(Metrics.of(ConfusionMatrix.of(counts), 0.5), names);

    assertEquals("2 of 30 classes, lowest F1 first; 28 have no examples here", lines().get(3));
    assertTrue(lines().get(5).startsWith("c4 "), lines().get(5));
    assertTrue(lines().get(6).startsWith("c3 "), lines().get(6));
    assertEquals(7, lines().size());
  }

  @Test
  void namesAreHarmlessAndAligned() {
    List<String> lines = results(RunReports.odd(List.of(28, 28)));

    String printed = String.join("", lines);
    assertTrue(printed.chars().noneMatch(Character::isISOControl), printed);
    assertFalse(printed.contains("\u202e"), printed);
    List<Integer> widths = lines.subList(3, 15).stream().map(Names::columns).distinct().toList();
    assertEquals(List.of(64), widths);
    assertTrue(lines.get(6).startsWith("long long l..long long \u2026 "), lines.get(6));
  }

  @Test
  void anEpochCannotEndBeforeItBegins() {
    Console console = console(Detail.NORMAL);
    EpochHistory epoch = new EpochHistory(1, 0.4, 0.8, 0.1, 0.9, 1, 2000);

    assertEquals(
        "expected an epoch that had begun, found none",
        assertThrows(IllegalStateException.class, () -> console.epochEnds(epoch)).getMessage());
  }
}
