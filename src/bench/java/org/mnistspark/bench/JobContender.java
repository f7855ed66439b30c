package org.mnistspark.bench;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mnistspark.cli.Main;

/**
 * The job itself, by its command line, held between epochs: its console line about an epoch comes
 * after training and evaluation, and whoever prints it has to wait for the next turn. The figures
 * are those of that line, so the seconds are what the job calls training time.
 *
 * <p>The first epoch runs before the first turn; it is warm-up anyway.
 */
final class JobContender implements Contender {
  private static final Pattern COUNT = Pattern.compile("train +([\\d,]+) images,");
  private static final Pattern EPOCH =
      Pattern.compile("Epoch +\\d+/.* ([\\d,]+) images/s .*val_accuracy: ([\\d.]+)");

  private final BlockingQueue<Optional<Lap>> laps = new ArrayBlockingQueue<>(1);
  private final CountDownLatch ready = new CountDownLatch(1); // an epoch is over, or the job
  private final Semaphore turns = new Semaphore(0);
  private long images;
  private boolean first = true;

  /** Starts {@code train} with these options and the job's defaults. */
  JobContender(Setup setup, List<String> options) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("train", "--stacktrace"));
    arguments.addAll(List.of("--data", setup.data().toUri().toString()));
    arguments.addAll(List.of("--output", setup.scratch().toUri().toString(), "--overwrite"));
    arguments.addAll(List.of("--run-id", "bench", "--epochs", Integer.toString(setup.rounds())));
    arguments.addAll(options);
    Thread job = new Thread(() -> run(arguments.toArray(String[]::new)), "job");
    job.setDaemon(true);
    job.start();
    ready.await();
  }

  private void run(String[] arguments) {
    try (PrintStream out = new PrintStream(new Lines(), true, StandardCharsets.UTF_8)) {
      Main.run(arguments, out, System.err);
    } finally {
      offer(Optional.empty());
    }
  }

  @Override
  public Lap lap() throws InterruptedException {
    if (!first) {
      turns.release();
    }
    first = false;
    return laps.take()
        .orElseThrow(
            () -> new IllegalStateException("expected one more epoch, found the job ended"));
  }

  private void line(String text) {
    System.err.println(text);
    Matcher count = COUNT.matcher(text);
    if (count.find()) {
      images = number(count.group(1));
    }
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.find()) {
      double seconds = (double) images / number(epoch.group(1));
      offer(Optional.of(new Lap(images, seconds, Double.parseDouble(epoch.group(2)))));
      turns.acquireUninterruptibly();
    }
  }

  private void offer(Optional<Lap> lap) {
    if (!laps.offer(lap)) {
      throw new IllegalStateException("expected each lap to be taken before the next");
    }
    ready.countDown();
  }

  private static long number(String digits) {
    return Long.parseLong(digits.replace(",", ""));
  }

  /** Cuts the job's output into lines. */
  private final class Lines extends OutputStream {
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    @Override
    public void write(int value) {
      if (value == '\n') {
        String text = open.toString(StandardCharsets.UTF_8);
        open.reset();
        line(text);
      } else {
        open.write(value);
      }
    }
  }
}
