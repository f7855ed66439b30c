package org.mnistspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.testing.OtherLocales;

/** What the command line prints and takes is the same in all locales. */
final class LocalesTest {
  private static final List<String> LINES =
      List.of(
          "--help",
          "--version",
          "train --help",
          "evaluate --help",
          "predict --help",
          "data synthesize --help",
          "data synthesize --output DIR/digits --train 1200 --test 1100",
          "data describe --data DIR/digits",
          "data synthesize --output DIR/digits --train 1200",
          "data synthesize --output DIR/more --train -1200",
          // Under Turkish rules the capital of "i" is another letter.
          "train --activation SIGMOID --updater nesterovs --learning-rate-schedule linear --epochs=-1200",
          "train --activation sigmoid --outer-nesterov TRIE",
          "train --learning-rate 1,5");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("org.mnistspark.testing.OtherLocales#all")
  void printsTheSame(Locale locale) throws IOException {
    List<Invocation> expected = OtherLocales.in(Locale.ROOT, this::printed);
    List<Invocation> found = OtherLocales.in(locale, this::printed);

    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), found.get(i), LINES.get(i));
    }
  }

  private List<Invocation> printed() throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    List<Invocation> printed =
        LINES.stream()
            .map(line -> line.replace("DIR", work.toString()))
            .map(line -> Invocation.of(line.split(" ")))
            .toList();
    try (Stream<Path> files = Files.list(work.resolve("digits"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(work.resolve("digits"));
    Files.delete(work);
    return printed;
  }
}
