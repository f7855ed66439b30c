package org.mnistspark.bench.averaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;

/** The page's tables, in Markdown. */
final class Tables {
  /** Accuracy that a training is asked to reach soon. */
  private static final double GOAL = 0.975;

  private Tables() {}

  /** Candidates on the validation split; the defaults are bold. */
  static String selection(List<Means> candidates) {
    StringBuilder table = new StringBuilder();
    row(
        table,
        "workers",
        "minibatch",
        "K",
        "outer step",
        "learning rate",
        "mean after epoch 1",
        "validation accuracy",
        "lowest");
    table.append("| ---: | ---: | ---: | --- | --- | ---: | ---: | ---: |\n");
    for (Means means : candidates) {
      Recipe recipe = means.recipe();
      String last = accuracy(means.last()) + " ± " + accuracy(means.deviation());
      row(
          table,
          Integer.toString(recipe.workers()),
          Integer.toString(recipe.batchSize()),
          Integer.toString(recipe.averagingFrequency()),
          outer(recipe.outer()),
          rate(means),
          accuracy(means.byEpoch().get(0)),
          isDefault(means) ? "**" + last + "**" : last,
          accuracy(means.lowest()));
    }
    return table.toString();
  }

  /** Defaults and plain averaging, epoch by epoch. */
  static String test(List<Means> all) {
    StringBuilder table = new StringBuilder();
    int epochs = all.get(0).subject().epochs();
    List<String> head = new ArrayList<>(List.of("workers", "averaging", "mean after epoch 1"));
    IntStream.rangeClosed(2, epochs).mapToObj(Integer::toString).forEach(head::add);
    Collections.addAll(head, "± of the last", "lowest", "first epoch at " + GOAL);
    row(table, head.toArray(String[]::new));
    table.append("| ---: | --- |").append(" ---: |".repeat(epochs + 3)).append('\n');
    for (Means means : all) {
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(means.recipe().workers()));
      cells.add(isDefault(means) ? "default" : "plain");
      means.byEpoch().forEach(accuracy -> cells.add(accuracy(accuracy)));
      cells.add(accuracy(means.deviation()));
      cells.add(accuracy(means.lowest()));
      cells.add(firstAtGoal(means));
      row(table, cells.toArray(String[]::new));
    }
    return table.toString();
  }

  /** What the defaults end with by number of epochs planned. */
  static String longer(List<Means> five, List<Means> more) {
    StringBuilder table = new StringBuilder();
    row(table, "workers", "epochs planned", "mean after the last", "±", "lowest");
    table.append("| ---: | ---: | ---: | ---: | ---: |\n");
    List<Integer> workers =
        more.stream().map(means -> means.recipe().workers()).distinct().toList();
    for (int count : workers) {
      Stream.concat(five.stream().filter(Tables::isDefault), more.stream())
          .filter(means -> means.recipe().workers() == count)
          .forEach(
              means ->
                  row(
                      table,
                      Integer.toString(count),
                      Integer.toString(means.subject().epochs()),
                      accuracy(means.last()),
                      accuracy(means.deviation()),
                      accuracy(means.lowest())));
    }
    return table.toString();
  }

  /** The defaults on the large training set. */
  static String large(List<Means> all) {
    StringBuilder table = new StringBuilder();
    row(
        table,
        "workers",
        "minibatch",
        "K",
        "images per round",
        "after epoch 1",
        "2",
        "3",
        "against 1 worker");
    table.append("|").append(" ---: |".repeat(8)).append('\n');
    for (Means means : all) {
      Recipe recipe = means.recipe();
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(recipe.workers()));
      cells.add(Integer.toString(recipe.batchSize()));
      cells.add(Integer.toString(recipe.averagingFrequency()));
      cells.add(
          String.format(
              Locale.ROOT,
              "%,d",
              recipe.workers() * recipe.batchSize() * recipe.averagingFrequency()));
      means.byEpoch().forEach(accuracy -> cells.add(accuracy(accuracy)));
      cells.add(String.format(Locale.ROOT, "%+.4f", means.last() - all.get(0).last()));
      row(table, cells.toArray(String[]::new));
    }
    return table.toString();
  }

  /** Whether it is what {@code train} does by default with MNIST. */
  static boolean isDefault(Means means) {
    return means.recipe().equals(Part.TEST.defaults(means.recipe().workers()));
  }

  private static String firstAtGoal(Means means) {
    return IntStream.range(0, means.byEpoch().size())
        .filter(epoch -> means.byEpoch().get(epoch) >= GOAL)
        .mapToObj(epoch -> Integer.toString(epoch + 1))
        .findFirst()
        .orElse("none");
  }

  private static String outer(OuterStep outer) {
    return switch (outer.kind()) {
      case MEAN -> "plain";
      case MOMENTUM -> "momentum " + outer.momentum();
      case NESTEROV -> "Nesterov " + outer.momentum();
    };
  }

  private static String rate(Means means) {
    Recipe recipe = means.recipe();
    String factor =
        String.format(
                Locale.ROOT,
                "%.2f",
                recipe.rateFactor(means.subject().epochs(), Part.SELECTION.examples()))
            .replaceAll("\\.?0+$", "");
    return "x " + factor + (recipe.schedule() == LearningRateSchedule.CONSTANT ? ", constant" : "");
  }

  private static String accuracy(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
