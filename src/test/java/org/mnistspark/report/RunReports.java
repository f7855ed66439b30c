package org.mnistspark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.ExaminationSum;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.TrainingSummary;

/** Reports of runs that never were. */
final class RunReports {
  private static final int EXAMPLES = 60;

  private RunReports() {}

  static Mlp network(int inputs, List<Integer> hidden, Activation activation) {
    Topology topology = new Topology(inputs, hidden, activation, 10);
    return new Mlp(topology, GlorotUniform.parameters(topology, 3));
  }

  static float[] example(int index, int inputs) {
    Random random = new Random(index);
    float[] features = new float[inputs];
    for (int i = 0; i < inputs; i++) {
      features[i] = random.nextInt(5) == 0 ? random.nextInt(256) / 255f : 0;
    }
    return features;
  }

  /** What the network makes of random examples. */
  static Examination examination(Mlp network) {
    int inputs = network.inputs();
    ExaminationSum sum = new ExaminationSum(inputs, 10, 10, 24);
    float[] probabilities = new float[10];
    for (int i = 0; i < EXAMPLES; i++) {
      float[] features = example(i, inputs);
      network.classify(features, 1, probabilities);
      sum.add(new long[] {i}, features, probabilities, new int[] {i % 10}, 1);
    }
    return sum.examination();
  }

  static RunReport trained() {
    return trained(List.of(28, 28), network(784, List.of(16), Activation.RELU));
  }

  static RunReport trained(List<Integer> shape, Mlp network) {
    Examination test = examination(network);
    return report("a-run", shape, network, test, training(test, 5), List.of());
  }

  static RunReport report(
      String runId,
      List<Integer> shape,
      Mlp network,
      Examination test,
      TrainingReport training,
      List<String> warnings) {
    return new RunReport(
        runId,
        "mnist",
        shape,
        test,
        Optional.of(training),
        Optional.of(network),
        "{\"run_id\": \"a-run\", \"data\": {\"files\": {\"train\": {\"sha256\": \"ab12\"}}},"
            + " \"configuration\": {\"hidden\": [16]}, \"warnings\": []}",
        warnings);
  }

  static TrainingReport training(Examination test, int epochs) {
    List<EpochHistory> history =
        IntStream.rangeClosed(1, epochs)
            .mapToObj(
                epoch ->
                    new EpochHistory(
                        epoch,
                        0.4 / epoch,
                        1 - 0.1 / epoch,
                        0.2 + 0.02 * Math.abs(epoch - 3),
                        0.95 + 0.005 * epoch,
                        1.25 + 0.1 * epoch,
                        48_000 - 100 * epoch))
            .toList();
    TrainingSummary summary =
        new TrainingSummary(
            "a-run",
            "mnist",
            test.metrics(),
            Optional.empty(),
            0.98,
            0.08,
            7.5,
            40_000.4,
            60,
            2,
            epochs);
    Map<String, Object> averaging = new LinkedHashMap<>();
    averaging.put("training_master", "averaging");
    averaging.put("averaging_frequency", 16);
    return new TrainingReport(
        summary, history, new Phases(7.5, OptionalDouble.of(0.5), 0.75, 12), averaging);
  }
}
