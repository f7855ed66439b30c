package org.mnistspark.bench.averaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.bench.Digits;
import org.mnistspark.bench.averaging.Chart.Panel;
import org.mnistspark.cli.SessionDefaults;
import org.mnistspark.report.Svg;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures accuracies by number of workers and writes them into docs/averaging.md. */
@Command(
    name = "averaging",
    description =
        "Trains by worker count and averaging, keeps every accuracy in CSV files, and renders the tables and plots of"
            + " averaging.md from them. Without options: all parts.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class AccuracyByWorkers implements Callable<Integer> {
  private static final String PAGE = "averaging.md";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "MNIST's folder. By default MNIST_DIR, data/mnist or ../shared/mnist: the first that is there.")
  private Optional<Path> data;

  @Option(
      names = "--docs",
      paramLabel = "DIR",
      defaultValue = "docs",
      description = "Folder of averaging.md, of the CSV files and of images/.")
  private Path docs;

  @Option(
      names = "--select",
      description = "Compare candidates on a validation split of the training set.")
  private boolean select;

  @Option(names = "--test", description = "Defaults and plain averaging on the test set.")
  private boolean test;

  @Option(names = "--longer", description = "Defaults over 10 and 20 epochs.")
  private boolean longer;

  @Option(
      names = "--large",
      description = "Defaults on 50 shifted copies of the training set: 3,000,000 images.")
  private boolean large;

  @Option(names = "--render", description = "Train nothing; render what the CSV files have.")
  private boolean render;

  @Option(
      names = "--check",
      paramLabel = "WORKERS",
      split = ",",
      description =
          "Run the job itself with this many workers, by default and plain, seed 1, and compare with the CSV file of --test.")
  private List<Integer> check = List.of();

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      defaultValue = "target/bench/averaging",
      description = "Folder for the runs of --check.")
  private Path scratch;

  /** Runs it and exits the process. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new AccuracyByWorkers()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<Part> parts = parts();
    if (!parts.isEmpty()) {
      try (Lab lab = new Lab(session(), Digits.folder(data))) {
        parts.forEach(part -> train(part, lab));
      }
    }
    if (!check.isEmpty()) {
      return check() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
    render();
    return CommandLine.ExitCode.OK;
  }

  private boolean check() throws IOException {
    JobCheck job = new JobCheck(Digits.folder(data), scratch);
    boolean agree = true;
    for (Trial trial : trials(Part.TEST)) {
      if (trial.seed() == 1 && check.contains(trial.recipe().workers())) {
        // The command takes the session that is there, and stops it.
        session();
        agree &= job.agrees(trial);
      }
    }
    return agree;
  }

  private void render() throws IOException {
    List<Means> tested = means(Part.TEST);
    List<Means> longer = means(Part.LONGER);
    Page page = new Page(Files.readString(docs.resolve(PAGE)));
    page.replace("selection", Tables.selection(means(Part.SELECTION)));
    page.replace("test", Tables.test(tested));
    page.replace("longer", Tables.longer(tested, longer));
    page.replace("large", Tables.large(means(Part.LARGE)));
    Files.writeString(docs.resolve(PAGE), page.text());
    Path images = Files.createDirectories(docs.resolve("images"));
    Files.writeString(images.resolve("averaging-test.svg"), chart(tested));
    Files.writeString(images.resolve("averaging-longer.svg"), longerChart(longer));
  }

  private static String chart(List<Means> all) {
    List<Means> defaults = all.stream().filter(Tables::isDefault).toList();
    List<Means> plain = all.stream().filter(means -> !Tables.isDefault(means)).toList();
    return new Chart(0.02)
        .svg(
            new Svg.Name(
                "averaging-test",
                "Test accuracy over epochs by number of workers",
                "With the defaults all lines end close together; with plain averaging each added worker's is lower"),
            List.of(new Panel("defaults", defaults), new Panel("plain averaging", plain)));
  }

  private static String longerChart(List<Means> all) {
    return new Chart(0.005)
        .svg(
            new Svg.Name(
                "averaging-longer",
                "Test accuracy over epochs by number of workers, more epochs planned",
                "The defaults, trained for 10 epochs on the left and for 20 on the right"),
            List.of(planned(all, 10), planned(all, 20)));
  }

  private static Panel planned(List<Means> all, int epochs) {
    return new Panel(
        epochs + " epochs planned",
        all.stream().filter(means -> means.subject().epochs() == epochs).toList());
  }

  private List<Means> means(Part part) throws IOException {
    return Means.of(trials(part));
  }

  private List<Trial> trials(Part part) throws IOException {
    Path file = docs.resolve(part.file());
    return TrialsCsv.parse(file.toString(), Files.readString(file));
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    boolean all = !(select || test || longer || large || render) && check.isEmpty();
    if (test || all) {
      parts.add(Part.TEST);
    }
    if (longer || all) {
      parts.add(Part.LONGER);
    }
    if (select || all) {
      parts.add(Part.SELECTION);
    }
    if (large || all) {
      parts.add(Part.LARGE);
    }
    return parts;
  }

  private void train(Part part, Lab lab) {
    part.run(
        lab,
        trials -> {
          Trial last = trials.get(trials.size() - 1);
          System.err.printf(
              Locale.ROOT,
              "%s, seed %d: %s%n",
              last.recipe(),
              last.seed(),
              last.accuracies().get(last.epochs() - 1));
          write(docs.resolve(part.file()), TrialsCsv.render(trials));
        });
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One task with all cores, as submit/local.sh starts the job. */
  private static SparkSession session() {
    return SparkSession.builder()
        .config(SessionDefaults.asConf())
        .master("local[*]")
        .config("spark.task.cpus", Runtime.getRuntime().availableProcessors())
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }
}
