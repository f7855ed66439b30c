package org.mnistspark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.mnistspark.data.Signature;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.ExaminationSum;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.TrainingSummary;

/** Reports of runs that never were. */
final class RunReports {
  private static final int EXAMPLES = 60;

  static final Signature DIGITS = Signature.numbered(List.of(28, 28), 10);

  private RunReports() {}

  static Mlp network(int inputs, List<Integer> hidden, Activation activation) {
    return network(inputs, hidden, activation, 10);
  }

  static Mlp network(int inputs, List<Integer> hidden, Activation activation, int classes) {
    Topology topology = new Topology(inputs, hidden, activation, classes);
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

  /** An example without zeros. */
  static float[] dense(int index, int inputs) {
    Random random = new Random(index);
    float[] features = new float[inputs];
    for (int i = 0; i < inputs; i++) {
      features[i] = 0.05f + 0.9f * random.nextFloat();
    }
    return features;
  }

  /** What the network makes of random examples. */
  static Examination examination(Mlp network) {
    return examination(network, EXAMPLES, RunReports::example);
  }

  /** The same of others: by their index and their number of features. */
  static Examination examination(
      Mlp network, int examples, BiFunction<Integer, Integer, float[]> example) {
    int inputs = network.inputs();
    int classes = network.classes();
    ExaminationSum sum = new ExaminationSum(inputs, classes, 10, 24);
    float[] probabilities = new float[classes];
    for (int i = 0; i < examples; i++) {
      float[] features = example.apply(i, inputs);
      network.classify(features, 1, probabilities);
      sum.add(new long[] {i}, features, probabilities, new int[] {i % classes}, 1);
    }
    return sum.examination();
  }

  /** A training on data of one's own. */
  static RunReport custom(Signature signature, Mlp network, Examination test) {
    return new RunReport(
        "a-run",
        "custom",
        signature,
        test,
        Optional.of(training(test, 5)),
        Optional.of(network),
        "{}",
        List.of());
  }

  /** Four measurements of a flower. */
  static RunReport flowers() {
    Mlp network = network(4, List.of(8), Activation.RELU, 3);
    Signature signature =
        new Signature(
            List.of(4),
            List.of("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width"),
            List.of("setosa", "versicolor", "virginica"));
    return custom(signature, network, examination(network, 75, RunReports::dense));
  }

  /** Handwritten figures and letters. */
  static RunReport letters() {
    Mlp network = network(784, List.of(16), Activation.RELU, 62);
    List<String> names =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
            .chars()
            .mapToObj(Character::toString)
            .toList();
    Signature signature = new Signature(List.of(28, 28), List.of(), names);
    return custom(signature, network, examination(network, 500, RunReports::example));
  }

  /** A yes and a no, of which one is rare. */
  static RunReport rare() {
    Mlp network = network(30, List.of(6), Activation.TANH, 2);
    Signature signature = new Signature(List.of(30), List.of(), List.of("no", "yes"));
    Examination test = examination(network, 200, RunReports::dense);
    return custom(signature, network, counted(test, new long[][] {{180, 4}, {9, 7}}));
  }

  /** The letters of the alphabet, each of which some are taken for the next. */
  static RunReport alphabet() {
    Mlp network = network(784, List.of(16), Activation.RELU, 26);
    long[][] counts = new long[26][26];
    for (int c = 0; c < 26; c++) {
      counts[c][c] = 700L + c;
      counts[c][(c + 1) % 26] = c;
    }
    List<String> names =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().mapToObj(Character::toString).toList();
    Examination test = examination(network, 200, RunReports::example);
    return custom(new Signature(List.of(28, 28), List.of(), names), network, counted(test, counts));
  }

  private static Examination counted(Examination test, long[][] counts) {
    Metrics metrics = Metrics.of(ConfusionMatrix.of(counts), 0.2);
    return new Examination(metrics, test.calibration(), test.samples(), test.mistakes());
  }

  /** As many classes as there are in a large data set of photos. */
  static RunReport thousand() {
    Mlp network = network(256, List.of(16), Activation.RELU, 1000);
    Signature signature =
        new Signature(
            List.of(16, 16),
            List.of(),
            IntStream.range(0, 1000).mapToObj(c -> "a class with the number " + c).toList());
    return custom(signature, network, examination(network, 5000, RunReports::example));
  }

  /** Small photos. */
  static RunReport photos() {
    Mlp network = network(3072, List.of(8), Activation.RELU, 10);
    Signature signature =
        new Signature(
            List.of(32, 32, 3),
            List.of(),
            List.of(
                "airplane",
                "automobile",
                "bird",
                "cat",
                "deer",
                "dog",
                "frog",
                "horse",
                "ship",
                "truck"));
    return custom(signature, network, examination(network, 60, RunReports::sunset));
  }

  /** Red on the left and blue below, with a little noise. */
  private static float[] sunset(int index, int inputs) {
    float[] features = dense(index, inputs);
    for (int i = 0; i < inputs; i += 3) {
      features[i] = 1 - i / 3 % 32 / 32f;
      features[i + 1] *= 0.3f;
      features[i + 2] = i / 3072f;
    }
    return features;
  }

  /** Names that are more than names. */
  static final List<String> ODD_NAMES =
      List.of(
          "<script>alert(1)</script>",
          "a,b \"c\"",
          "long ".repeat(60) + "end",
          " ",
          "",
          "\u001b[31mred\u0007",
          "\u202eright to left",
          "\u732b\u3068\u72ac",
          "</script><!--<script>",
          "=1+1",
          "\ud800 alone");

  /** A table or images of these names; of the features, too. */
  static RunReport odd(List<Integer> shape) {
    int inputs = Signature.numbered(shape, 1).inputs();
    int classes = ODD_NAMES.size();
    Mlp network = network(inputs, List.of(4), Activation.RELU, classes);
    List<String> features = inputs == classes ? ODD_NAMES : List.of();
    return custom(
        new Signature(shape, features, ODD_NAMES),
        network,
        examination(network, 88, RunReports::example));
  }

  static RunReport trained() {
    return trained(List.of(28, 28), network(784, List.of(16), Activation.RELU));
  }

  static RunReport trained(List<Integer> shape, Mlp network) {
    Examination test = examination(network);
    return report(
        "a-run", Signature.numbered(shape, 10), network, test, training(test, 5), List.of());
  }

  static RunReport report(
      String runId,
      Signature signature,
      Mlp network,
      Examination test,
      TrainingReport training,
      List<String> warnings) {
    return new RunReport(
        runId,
        "mnist",
        signature,
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
        summary, history, new Phases(7.5, OptionalDouble.of(0.5), 0.75, 12), averaging, "any unit");
  }
}
