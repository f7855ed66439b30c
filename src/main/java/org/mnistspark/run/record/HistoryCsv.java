package org.mnistspark.run.record;

import java.util.List;

/** {@code history.csv}: one row per epoch, numbers with all their digits. Lines end in \n. */
public final class HistoryCsv {
  private static final String HEADER =
      "epoch,train_loss,train_accuracy,eval_loss,eval_accuracy,seconds,images_per_second\n";

  private HistoryCsv() {}

  /** The header and the epochs so far, in their order. */
  public static String render(List<EpochHistory> epochs) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (EpochHistory epoch : epochs) {
      csv.append(epoch.epoch());
      append(csv, epoch.trainLoss());
      append(csv, epoch.trainAccuracy());
      append(csv, epoch.evalLoss());
      append(csv, epoch.evalAccuracy());
      append(csv, epoch.seconds());
      append(csv, epoch.imagesPerSecond());
      csv.append('\n');
    }
    return csv.toString();
  }

  private static void append(StringBuilder csv, double value) {
    // As Double.toString: no locale, and parsing it gives the same bits.
    csv.append(',').append(value);
  }
}
