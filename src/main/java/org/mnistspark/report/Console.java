package org.mnistspark.report;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.run.EpochHistory;

/** Whole lines on the job's stdout. */
public final class Console {
  private final PrintStream out;

  /** Prints to this stream and leaves it open. */
  public Console(PrintStream out) {
    this.out = out;
  }

  /** A line as it is. */
  public void line(String text) {
    out.println(text);
  }

  /** What the notebook prints of a loaded set. */
  public void dataSet(
      String name, long count, List<Integer> shape, String type, List<Integer> firstLabels) {
    print(
        "%-6s %,d images, shape %s, type %s, first labels %s%n",
        name, count, shape, type, firstLabels);
  }

  /** The network's layers, and how its replicas train. */
  public void network(String summary, String averaging) {
    print("%n%s%n%s%n%n", summary.stripTrailing(), averaging);
  }

  /** What must not be overlooked. */
  public void warnings(List<String> warnings) {
    warnings.forEach(warning -> print("%nWARNING: %s%n", warning));
  }

  /** Where the results are. */
  public void runDirectory(URI uri) {
    print("%nRun directory: %s%n", uri);
  }

  /** How many predictions were made and where they are. */
  public void predicted(long rows, double seconds, URI uri) {
    print(
        "%nPredicted %,d images in %.1fs, %,.0f images/s%nPredictions: %s%n",
        rows, seconds, rows / seconds, uri);
  }

  /** One line per epoch, in Keras' order. */
  public void epoch(EpochHistory epoch, int epochs) {
    print(
        "Epoch %d/%d - %.1fs - %,.0f images/s - accuracy: %.4f - loss: %.4f - val_accuracy: %.4f - val_loss: %.4f%n",
        epoch.epoch(),
        epochs,
        epoch.seconds(),
        epoch.imagesPerSecond(),
        epoch.trainAccuracy(),
        epoch.trainLoss(),
        epoch.evalAccuracy(),
        epoch.evalLoss());
  }

  /** Test metrics with a row per class. */
  public void metrics(Metrics metrics) {
    print(
        "%nTest accuracy %.4f, loss %.4f, macro F1 %.4f on %,d examples%n",
        metrics.accuracy(), metrics.loss(), metrics.macroF1(), metrics.examples());
    print("%5s %9s %9s %9s %9s%n", "class", "precision", "recall", "f1", "support");
    for (ClassMetrics row : metrics.perClass()) {
      print(
          "%5d %9.4f %9.4f %9.4f %,9d%n",
          row.label(), row.precision(), row.recall(), row.f1(), row.support());
    }
  }

  /** The first test images: digit, confidence, label, a mark where wrong. */
  public void predictions(List<Prediction> predictions) {
    if (predictions.isEmpty()) {
      return;
    }
    print(
        "%nFirst %d test images%n%5s %9s %10s %5s%n",
        predictions.size(), "image", "predicted", "confidence", "label");
    for (int i = 0; i < predictions.size(); i++) {
      Prediction row = predictions.get(i);
      String mark = row.predicted() == row.label() ? "" : "  wrong";
      print("%5d %9d %10.4f %5d%s%n", i, row.predicted(), row.confidence(), row.label(), mark);
    }
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }
}
