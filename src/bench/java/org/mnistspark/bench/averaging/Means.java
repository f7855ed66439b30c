package org.mnistspark.bench.averaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mnistspark.bench.averaging.Trial.Subject;

/**
 * What the seeds of one subject have in common.
 *
 * @param subject that was trained
 * @param byEpoch mean accuracy after each epoch
 * @param deviation sample standard deviation of the last; 0 of a single seed
 * @param lowest of the last
 */
record Means(Subject subject, List<Double> byEpoch, double deviation, double lowest) {
  Means {
    byEpoch = List.copyOf(byEpoch);
  }

  /** One per subject, in the order in which subjects first appear. */
  static List<Means> of(List<Trial> trials) {
    Map<Subject, List<Trial>> bySubject =
        trials.stream()
            .collect(
                Collectors.groupingBy(Trial::subject, LinkedHashMap::new, Collectors.toList()));
    return bySubject.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Means of(Subject subject, List<Trial> seeds) {
    List<Double> byEpoch =
        IntStream.range(0, subject.epochs())
            .mapToObj(
                epoch ->
                    seeds.stream()
                        .mapToDouble(trial -> trial.accuracies().get(epoch))
                        .average()
                        .orElseThrow())
            .toList();
    double[] last =
        seeds.stream().mapToDouble(trial -> trial.accuracies().get(subject.epochs() - 1)).toArray();
    double mean = byEpoch.get(subject.epochs() - 1);
    double squares = 0;
    double lowest = 1;
    for (double accuracy : last) {
      squares += (accuracy - mean) * (accuracy - mean);
      lowest = Math.min(lowest, accuracy);
    }
    double deviation = last.length > 1 ? Math.sqrt(squares / (last.length - 1)) : 0;
    return new Means(subject, byEpoch, deviation, lowest);
  }

  Recipe recipe() {
    return subject.recipe();
  }

  /** Mean after the last epoch. */
  double last() {
    return byEpoch.get(byEpoch.size() - 1);
  }
}
