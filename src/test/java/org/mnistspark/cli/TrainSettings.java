package org.mnistspark.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.mnistspark.job.ExistingRun;
import org.mnistspark.job.TrainConfig;
import org.mnistspark.spark.session.Termination;
import picocli.CommandLine;

/** Configurations as the command line makes them: the defaults, and what options say. */
public final class TrainSettings {
  private TrainSettings() {}

  /** The settings of {@code train} with these options, and what becomes of an existing run. */
  public static TrainConfig of(ExistingRun existing, String... options) {
    Stream<String> flag =
        switch (existing) {
          case REFUSE -> Stream.empty();
          case OVERWRITE -> Stream.of("--overwrite");
          case RESUME -> Stream.of("--resume");
        };
    return of(Stream.concat(Stream.of(options), flag).toArray(String[]::new));
  }

  /** The settings of {@code train} with these options. */
  public static TrainConfig of(String... options) {
    String[] args = Stream.concat(Stream.of("train"), Stream.of(options)).toArray(String[]::new);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try (Termination termination = new Termination()) {
      CommandLine line = Main.line(args, nowhere, nowhere, termination);
      CommandLine train = line.parseArgs(args).subcommand().commandSpec().commandLine();
      return ((TrainCommand) train.getCommand()).settings();
    }
  }
}
