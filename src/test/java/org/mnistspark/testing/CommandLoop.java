package org.mnistspark.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.cli.Main;

/**
 * For {@code spark-submit --class}: runs the job's commands that stdin has, one a line, words
 * parted by a blank, and prints how each has ended.
 */
public final class CommandLoop {
  static final String ENDED = "ENDED WITH ";

  private CommandLoop() {}

  /** Ends with stdin. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      // What the last command has left is stopped.
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
      int code = Main.run(line.split(" ", -1), System.out, System.err);
      System.out.println(ENDED + code);
    }
    System.exit(0);
  }
}
