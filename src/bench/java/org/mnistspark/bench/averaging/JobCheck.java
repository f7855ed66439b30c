package org.mnistspark.bench.averaging;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mnistspark.cli.Main;

/** Whether the job's own command line comes to the accuracies that the page has. */
final class JobCheck {
  private final Path data;
  private final Path scratch;

  JobCheck(Path data, Path scratch) {
    this.data = data;
    this.scratch = scratch;
  }

  /** The job's accuracies of the trial beside the recorded ones, and whether they are equal. */
  boolean agrees(Trial trial) throws IOException {
    List<String> options = options(trial);
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int code = Main.run(options.toArray(String[]::new), quiet, System.err);
    if (code != 0) {
      throw new IllegalStateException("expected the job to end with 0, found " + code);
    }
    List<String> expected = trial.accuracies().stream().map(JobCheck::digits).toList();
    List<String> found = accuracies(Files.readAllLines(scratch.resolve("check/history.csv")));
    System.out.printf("%s: expected %s, found %s%n", String.join(" ", options), expected, found);
    return expected.equals(found);
  }

  /** The defaults need no flags but the number of workers. */
  private List<String> options(Trial trial) {
    Recipe recipe = trial.recipe();
    List<String> options =
        new ArrayList<>(
            List.of(
                "train",
                "--data=" + data.toUri(),
                "--output=" + scratch.toUri(),
                "--run-id=check",
                "--overwrite",
                "--epochs=" + trial.epochs(),
                "--seed=" + trial.seed(),
                "--workers=" + recipe.workers()));
    if (!recipe.equals(Part.TEST.defaults(recipe.workers()))) {
      options.addAll(
          List.of(
              "--batch-size=" + recipe.batchSize(),
              "--averaging-frequency=" + recipe.averagingFrequency(),
              "--outer-momentum=" + recipe.outer().momentum(),
              "--learning-rate=" + recipe.learningRate(),
              "--learning-rate-scaling=" + recipe.scaling(),
              "--learning-rate-schedule=" + recipe.schedule()));
    }
    return options;
  }

  private static List<String> accuracies(List<String> history) {
    int column = Arrays.asList(history.get(0).split(",")).indexOf("eval_accuracy");
    return history.stream()
        .skip(1)
        .map(line -> digits(Double.parseDouble(line.split(",", -1)[column])))
        .toList();
  }

  private static String digits(double accuracy) {
    return String.format(Locale.ROOT, "%.4f", accuracy);
  }
}
