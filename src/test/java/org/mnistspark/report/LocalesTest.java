package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.averaging.Progress;
import org.mnistspark.testing.OtherLocales;

/** What people see is the same in all locales: pages and plots to the byte, the moving line too. */
final class LocalesTest {
  private static final long SECOND = 1_000_000_000;

  private long now;

  @ParameterizedTest
  @MethodSource("org.mnistspark.testing.OtherLocales#all")
  void drawsTheSame(Locale locale) throws IOException {
    assertEquals(
        OtherLocales.in(Locale.ROOT, LocalesTest::drawn),
        OtherLocales.in(locale, LocalesTest::drawn));
  }

  private static List<String> drawn() {
    RunReport report = RunReports.trained();
    return List.of(
        HtmlReport.render(report),
        Plots.learningCurve(report.training().orElseThrow()).orElseThrow(),
        Plots.confusionMatrix(report.test().metrics().confusion(), RunReports.DIGITS.classes())
            .orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("org.mnistspark.testing.OtherLocales#all")
  void movesTheSameLine(Locale locale) throws IOException {
    assertEquals(OtherLocales.in(Locale.ROOT, this::moved), OtherLocales.in(locale, this::moved));
  }

  private List<String> moved() {
    VirtualScreen screen = new VirtualScreen(120);
    Console console =
        new Console(
            new TerminalScreen(screen.terminal, screen.out(), true), Detail.NORMAL, () -> now);
    console.epochBegins(Progress.begin(1), 5);
    now += 4000 * SECOND;
    console.progress(new Progress(1, 2, 23, 469, 128L * 23, 64L * 23, 112L * 23));
    return screen.lines();
  }
}
