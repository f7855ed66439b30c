package org.mnistspark.run.record;

import java.util.List;

/**
 * {@code history.jsonl}: one JSON object per line and epoch, with the keys and values of {@link
 * HistoryCsv}. Lines end in \n.
 */
public final class HistoryJsonl {
  private HistoryJsonl() {}

  /** The epochs so far, in their order. */
  public static String render(List<EpochHistory> epochs) {
    StringBuilder lines = new StringBuilder();
    for (EpochHistory epoch : epochs) {
      lines
          .append(
              Json.object()
                  .put("epoch", epoch.epoch())
                  .put("train_loss", epoch.trainLoss())
                  .put("train_accuracy", epoch.trainAccuracy())
                  .put("eval_loss", epoch.evalLoss())
                  .put("eval_accuracy", epoch.evalAccuracy())
                  .put("seconds", epoch.seconds())
                  .put("images_per_second", epoch.imagesPerSecond()))
          .append('\n');
    }
    return lines.toString();
  }
}
