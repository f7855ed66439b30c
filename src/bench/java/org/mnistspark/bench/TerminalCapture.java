package org.mnistspark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command on a terminal of its own and keeps what is then on the screen, as text and as a
 * picture: {@code terminal.txt} and {@code terminal.svg}. Needs tmux.
 *
 * <p>Arguments: the folder for them, columns, lines, and the command.
 */
final class TerminalCapture {
  private static final int MINUTES = 10;

  private final String socket = "mnist-spark-" + ProcessHandle.current().pid();

  private TerminalCapture() {}

  /** Captures one command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 4) {
      throw new IllegalArgumentException("expected FOLDER COLUMNS LINES COMMAND...");
    }
    Path folder = Files.createDirectories(Path.of(args[0]));
    String command = String.join(" ", List.of(args).subList(3, args.length));
    String screen = new TerminalCapture().screen(args[1], args[2], command);
    // Where this machine has the project is nobody's business.
    String shown =
        screen.replace(Path.of("").toAbsolutePath().toString(), "/mnist-spark").stripTrailing();
    List<String> lines = shown.lines().toList();
    Files.writeString(folder.resolve("terminal.txt"), TerminalSvg.text(lines));
    Files.writeString(
        folder.resolve("terminal.svg"), TerminalSvg.render(lines, Integer.parseInt(args[1])));
  }

  /** The screen after the command, with its colours. */
  private String screen(String columns, String lines, String command)
      throws IOException, InterruptedException {
    String shown = "echo '$ " + command + "'; exec " + command;
    try {
      tmux(
          "start-server",
          ";",
          "set-option",
          "-g",
          "remain-on-exit",
          "on",
          ";",
          "set-option",
          "-g",
          "remain-on-exit-format",
          "",
          ";",
          "new-session",
          "-d",
          "-x",
          columns,
          "-y",
          lines,
          shown);
      for (int i = 0; !tmux("display-message", "-p", "#{pane_dead}").strip().equals("1"); i++) {
        if (i > MINUTES * 60) {
          throw new IllegalStateException(
              "expected an end within " + MINUTES + " minutes: " + command);
        }
        TimeUnit.SECONDS.sleep(1);
      }
      return tmux("capture-pane", "-p", "-e");
    } finally {
      tmux("kill-server");
    }
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null", "-L", socket));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("NO_COLOR");
    // Inside another tmux it would refuse.
    builder.environment().remove("TMUX");
    Process process = start(builder);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          "tmux " + String.join(" ", arguments) + ": exit code " + code + ": " + out.strip());
    }
    return out;
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("expected tmux on the path; install it", e);
    }
  }
}
