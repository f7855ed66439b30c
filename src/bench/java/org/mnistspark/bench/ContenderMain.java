package org.mnistspark.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The process of one contender: says {@code ready} when it is, then trains a lap for every line
 * {@code lap} that it reads, and ends with its input.
 */
final class ContenderMain {
  /** Begins the lines that are meant for the benchmark; libraries print what they like. */
  static final String MARK = "@@ ";

  static final String READY = "ready ";
  static final String LAP = "lap ";

  private ContenderMain() {}

  /** Arguments: those of {@link Setup#encode}, the kind of contender, its own. */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    // The job's and the libraries' output goes to the log.
    System.setOut(System.err);
    List<String> own = Arrays.asList(args).subList(3, args.length);
    Contender contender =
        contender(Setup.decode(Arrays.asList(args)), own.get(0), own.subList(1, own.size()));
    answers.println(MARK + READY + contender.note());
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (questions.readLine() != null) {
      Lap lap = contender.lap();
      // No lap pays for the garbage of another one, and who sleeps gives back what he can: native
      // memory of INDArrays goes with the heap's garbage.
      System.gc();
      answers.println(MARK + LAP + lap.encode());
    }
    // Also ends what runs in other threads.
    System.exit(0);
  }

  private static Contender contender(Setup setup, String kind, List<String> own) throws Exception {
    return switch (kind) {
      case "sgemm" -> new GemmLimit();
      case "step" -> new StepContender(setup, Integer.parseInt(own.get(0)), false);
      case "inverted" -> new StepContender(setup, Integer.parseInt(own.get(0)), true);
      case "job" -> new JobContender(setup, own);
      case "dl4j" -> new Dl4jContender(setup, Integer.parseInt(own.get(0)));
      case "torch" -> new TorchContender(setup, Integer.parseInt(own.get(0)));
      case "mllib" ->
          new MllibContender(setup, Double.parseDouble(own.get(0)), Double.parseDouble(own.get(1)));
      default -> throw new IllegalArgumentException("expected a kind of contender, found " + kind);
    };
  }
}
