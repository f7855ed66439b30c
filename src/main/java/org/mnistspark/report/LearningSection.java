package org.mnistspark.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.mnistspark.run.record.EpochHistory;

/** Loss and accuracy by epoch. */
final class LearningSection {
  private LearningSection() {}

  static void write(Html html, TrainingReport training, Vocabulary words, boolean charts) {
    HtmlReport.section(html, "learning", "Learning");
    html.element("p", verdict(training)).line();
    if (charts) {
      html.open("div", "class", "charts").line();
      chart(html, training, Charts.loss(training), "loss");
      chart(html, training, Charts.accuracy(training), "accuracy");
      html.close().line();
    }
    html.open("details", charts ? new String[0] : new String[] {"open", ""});
    html.element("summary", "Epochs as a table").line();
    table(html, training, words);
    html.close().close().line();
  }

  private static void chart(Html html, TrainingReport training, JFreeChart chart, String what) {
    EpochHistory first = training.history().get(0);
    EpochHistory last = last(training);
    boolean loss = what.equals("loss");
    String description =
        "In training from %s to %s, on the %s set from %s to %s"
            .formatted(
                loss ? Numbers.four(first.trainLoss()) : Numbers.percent(first.trainAccuracy()),
                loss ? Numbers.four(last.trainLoss()) : Numbers.percent(last.trainAccuracy()),
                training.evaluatedOn(),
                loss ? Numbers.four(first.evalLoss()) : Numbers.percent(first.evalAccuracy()),
                loss ? Numbers.four(last.evalLoss()) : Numbers.percent(last.evalAccuracy()));
    String title = (loss ? "Loss" : "Accuracy") + " by epoch";
    html.open("figure")
        .markup(Svg.inline(chart, 420, 290, new Svg.Name("chart-" + what, title, description)))
        .element("figcaption", title)
        .close()
        .line();
  }

  private static EpochHistory last(TrainingReport training) {
    return training.history().get(training.history().size() - 1);
  }

  /** Whether the network has begun to learn by heart. */
  private static String verdict(TrainingReport training) {
    EpochHistory last = last(training);
    EpochHistory best =
        training.history().stream()
            .min(Comparator.comparingDouble(EpochHistory::evalLoss))
            .orElseThrow();
    String set = training.evaluatedOn() + " set";
    String losses =
        "After the last epoch the loss is %s in training and %s on the %s."
            .formatted(Numbers.four(last.trainLoss()), Numbers.four(last.evalLoss()), set);
    if (best.epoch() == last.epoch()) {
      return losses + " On the %s it has not risen yet.".formatted(set);
    }
    return losses
        + String.format(
            Locale.ROOT,
            " On the %s it was lowest, %s, after epoch %d: since then the network overfits.",
            set,
            Numbers.four(best.evalLoss()),
            best.epoch());
  }

  private static void table(Html html, TrainingReport training, Vocabulary words) {
    String evaluated = training.evaluatedName();
    HtmlReport.table(
        html,
        "epochs",
        "figures",
        "Epochs; training figures are means while the weights changed",
        List.of(
            "Epoch",
            "Training loss",
            "Training accuracy",
            evaluated + " loss",
            evaluated + " accuracy",
            "Seconds",
            words.capital() + "s per second"));
    for (EpochHistory epoch : training.history()) {
      html.open("tr").element("th", Integer.toString(epoch.epoch()), "scope", "row");
      html.element("td", Numbers.four(epoch.trainLoss()));
      html.element("td", Numbers.percent(epoch.trainAccuracy()));
      html.element("td", Numbers.four(epoch.evalLoss()));
      html.element("td", Numbers.percent(epoch.evalAccuracy()));
      html.element("td", Numbers.seconds(epoch.seconds()));
      html.element("td", Numbers.count(Math.round(epoch.imagesPerSecond()))).close().line();
    }
    HtmlReport.endTable(html);
  }
}
