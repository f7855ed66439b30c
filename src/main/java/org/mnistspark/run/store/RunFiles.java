package org.mnistspark.run.store;

import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Names in a run directory. */
public final class RunFiles {
  /** The trained network with its updater state. */
  public static final String MODEL = "model.zip";

  /** The trained network for ONNX runtimes. */
  public static final String ONNX = "model.onnx";

  /** See {@link org.mnistspark.run.record.MetricsJson}. */
  public static final String METRICS = "metrics.json";

  /** See {@link org.mnistspark.run.record.HistoryCsv}. */
  public static final String HISTORY = "history.csv";

  /** See {@link org.mnistspark.run.record.HistoryJsonl}. */
  public static final String HISTORY_LINES = "history.jsonl";

  /** See {@link org.mnistspark.run.record.ConfusionMatrixCsv}. */
  public static final String CONFUSION_MATRIX = "confusion_matrix.csv";

  /** See {@link org.mnistspark.run.record.PredictionsJson}. */
  public static final String PREDICTIONS = "predictions.json";

  /** See {@link org.mnistspark.run.record.RunJson}. */
  public static final String RUN = "run.json";

  /** The self-contained report. */
  public static final String REPORT = "report.html";

  /** Loss and accuracy by epoch, as a picture. */
  public static final String LEARNING_CURVE_PLOT = "plots/learning_curve.svg";

  /** The confusion matrix, as a picture. */
  public static final String CONFUSION_MATRIX_PLOT = "plots/confusion_matrix.svg";

  /** Folder of checkpoints. */
  public static final String CHECKPOINTS = "checkpoints";

  /** The empty file that says that the run is finished. */
  public static final String SUCCESS = "_SUCCESS";

  /** A folder with one of these is taken for a run directory. */
  private static final Set<String> MARKS =
      Set.of(MODEL, METRICS, HISTORY, RUN, CHECKPOINTS, SUCCESS);

  private static final String TEMPORARY = ".tmp-";
  private static final Pattern TEMPORARY_NAME = Pattern.compile("\\..+\\.tmp-[0-9a-f-]{36}");

  private RunFiles() {}

  static boolean marksRunDirectory(String name) {
    return MARKS.contains(name) || isTemporary(name);
  }

  static boolean isTemporary(String name) {
    return TEMPORARY_NAME.matcher(name).matches();
  }

  /** A name that nobody else has, hidden from Spark and from listings, beside the target. */
  static Path temporarySibling(Path target) {
    String name = "." + target.getName() + TEMPORARY + UUID.randomUUID();
    // As a path of its own, or a ":" in the name would end a scheme.
    return new Path(target.getParent(), new Path(null, null, name));
  }
}
