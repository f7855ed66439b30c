package org.mnistspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.spark.session.Termination;
import picocli.CommandLine;

/**
 * A message speaks of options that its command has. Below the command line settings have names, in
 * backticks; only the command line knows which option sets one, if any.
 */
final class SettingsInMessagesTest {
  private static final Path SOURCES = Path.of("src/main/java/org/mnistspark");
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w(-])--([a-z][a-z0-9-]*)");
  private static final Pattern SETTING = Pattern.compile("`([a-z0-9-]+)`");

  /** Options of spark-submit. */
  private static final Set<String> SUBMIT =
      Set.of("conf", "master", "packages", "jars", "executor-memory", "executor-cores");

  @Test
  void onlyTheCommandLineNamesOptions() throws IOException {
    Map<Path, Set<String>> found = inLiterals(OPTION);
    found.values().forEach(options -> options.removeAll(SUBMIT));
    // Speaks to the user of train, and of its options.
    Set<String> console = found.remove(SOURCES.resolve("report/Console.java"));
    found.values().removeIf(Set::isEmpty);

    assertEquals(Map.of(), found);
    assertTrue(options("train").containsAll(console), console.toString());
  }

  @Test
  void everySettingIsAnOptionOfACommand() throws IOException {
    Set<String> known = new TreeSet<>(options("train"));
    known.addAll(options("evaluate"));
    known.addAll(options("predict"));

    Map<Path, Set<String>> found = inLiterals(SETTING);
    found.values().forEach(settings -> settings.removeAll(known));
    found.values().removeIf(Set::isEmpty);

    assertEquals(Map.of(), found);
  }

  @Test
  void aSettingBecomesTheOptionOfTheCommandAtHand() {
    String message = "`run-id`: choose another `output`, or run `data fetch`";

    assertEquals("--run-id: choose another --output, or run `data fetch`", said("train", message));
    assertEquals("run-id: choose another --output, or run `data fetch`", said("evaluate", message));
    assertEquals("stop, or resume", said("predict", "stop, or `resume`"));
    assertEquals("another folder as data", said("data", "another folder as `data`"));
  }

  private static String said(String command, String message) {
    CommandLine line = command(command);
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err));
    assertEquals(2, Errors.report(new ConfigurationException(message), line, false));
    return err.toString().strip().replaceFirst("^mnist-spark: ", "");
  }

  private static Set<String> options(String command) {
    return command(command).getCommandSpec().optionsMap().keySet().stream()
        .map(name -> name.replaceFirst("^--", ""))
        .collect(Collectors.toSet());
  }

  private static CommandLine command(String name) {
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new CommandLine(
        switch (name) {
          case "train" -> new TrainCommand(out, new Termination());
          case "evaluate" -> new EvaluateCommand(out);
          case "predict" -> new PredictCommand(out);
          default -> new DataCommand.Fetch(out);
        });
  }

  /** What string literals of the packages below this one have of a pattern, by file. */
  private static Map<Path, Set<String>> inLiterals(Pattern pattern) throws IOException {
    Map<Path, Set<String>> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(".java"))
              .filter(Predicate.not(path -> path.startsWith(SOURCES.resolve("cli"))))
              .toList()) {
        Matcher literal = LITERAL.matcher(Files.readString(file));
        while (literal.find()) {
          Matcher word = pattern.matcher(literal.group());
          while (word.find()) {
            found.computeIfAbsent(file, ignored -> new TreeSet<>()).add(word.group(1));
          }
        }
      }
    }
    return found;
  }
}
