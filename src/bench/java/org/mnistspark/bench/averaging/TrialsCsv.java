package org.mnistspark.bench.averaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;

/** Trials as text: a line per epoch of each. */
final class TrialsCsv {
  private static final String HEADER =
      "workers,batch_size,averaging_frequency,outer_step,outer_momentum,learning_rate,"
          + "learning_rate_scaling,learning_rate_schedule,epochs,seed,epoch,accuracy";
  private static final int CELLS = 12;

  private TrialsCsv() {}

  static String render(List<Trial> trials) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Trial trial : trials) {
      String key = key(trial);
      for (int epoch = 1; epoch <= trial.epochs(); epoch++) {
        text.append(
            String.format(
                Locale.ROOT, "%s,%d,%.4f%n", key, epoch, trial.accuracies().get(epoch - 1)));
      }
    }
    return text.toString();
  }

  private static String key(Trial trial) {
    Recipe recipe = trial.recipe();
    return String.join(
        ",",
        List.of(
            Integer.toString(recipe.workers()),
            Integer.toString(recipe.batchSize()),
            Integer.toString(recipe.averagingFrequency()),
            lower(recipe.outer().kind()),
            Double.toString(recipe.outer().momentum()),
            Double.toString(recipe.learningRate()),
            lower(recipe.scaling()),
            lower(recipe.schedule()),
            Integer.toString(trial.epochs()),
            Long.toString(trial.seed())));
  }

  /**
   * What {@link #render} wrote.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException when it is something else, or trials lack epochs
   */
  static List<Trial> parse(String name, String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException(
          name + ": expected the header " + HEADER + ", found another; run this part again");
    }
    Map<String, List<Double>> accuracies = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      String key = line.substring(0, Math.max(0, line.lastIndexOf(',', line.lastIndexOf(',') - 1)));
      List<Double> epochs = accuracies.computeIfAbsent(key, unseen -> new ArrayList<>());
      if (cells.length != CELLS || Integer.parseInt(cells[10]) != epochs.size() + 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: expected %d cells and the epochs of a trial in order, found %s; run this part again",
                name,
                CELLS,
                line));
      }
      epochs.add(Double.valueOf(cells[11]));
    }
    return accuracies.entrySet().stream()
        .map(entry -> trial(name, entry.getKey().split(","), entry.getValue()))
        .toList();
  }

  private static Trial trial(String name, String[] cells, List<Double> accuracies) {
    Recipe recipe =
        new Recipe(
            Integer.parseInt(cells[0]),
            Integer.parseInt(cells[1]),
            Integer.parseInt(cells[2]),
            new OuterStep(constant(OuterStep.Kind.class, cells[3]), Double.parseDouble(cells[4])),
            Double.parseDouble(cells[5]),
            constant(LearningRateScaling.class, cells[6]),
            constant(LearningRateSchedule.class, cells[7]));
    int epochs = Integer.parseInt(cells[8]);
    if (accuracies.size() != epochs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d epochs of %s, found %d; run this part again",
              name,
              epochs,
              String.join(",", cells),
              accuracies.size()));
    }
    return new Trial(recipe, epochs, Long.parseLong(cells[9]), accuracies);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
