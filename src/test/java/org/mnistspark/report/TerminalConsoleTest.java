package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Progress;
import org.mnistspark.run.record.EpochHistory;

/** What the user of a terminal sees. */
final class TerminalConsoleTest {
  private static final long SECOND = 1_000_000_000;
  private static final EpochHistory END =
      new EpochHistory(1, 0.25784, 0.92551, 0.13, 0.9612, 1.1, 54_545);

  private long now;

  private Console console(VirtualScreen screen, Detail detail, boolean colours) {
    return new Console(
        new TerminalScreen(screen.terminal, screen.out(), colours), detail, () -> now);
  }

  private Console console(VirtualScreen screen) {
    return console(screen, Detail.NORMAL, true);
  }

  private static Progress at(int step) {
    return new Progress(1, step / 8, step, 469, 128L * step, 64.0 * step, 112L * step);
  }

  private void half(Console console) {
    console.epochBegins(Progress.begin(1), 5);
    now += SECOND;
    console.progress(at(234));
  }

  @Test
  void theLineMovesInItsPlace() {
    VirtualScreen screen = new VirtualScreen(120);
    Console console = console(screen);

    half(console);

    assertEquals(
        List.of(
            "Epoch 1/5",
            "234/469 ━━━━━━━━━─────────── 1s 4ms/step - accuracy: 0.8750 - loss: 0.5000 - 29,952 images/s"),
        screen.lines());

    now += SECOND / 2;
    console.progress(at(469));

    assertEquals(
        List.of(
            "Epoch 1/5",
            "469/469 ━━━━━━━━━━━━━━━━━━━━ 0s 3ms/step - accuracy: 0.8750 - loss: 0.5000 - 40,021 images/s"),
        screen.lines());
  }

  @Test
  void aNarrowTerminalGetsShorterNamesAndNoMatrix() {
    VirtualScreen screen = new VirtualScreen(60);
    RunReport report = RunReports.odd(List.of(28, 28));

    console(screen, Detail.NORMAL, false)
        .metrics(report.test().metrics(), report.signature().classes());

    List<String> table =
        screen.lines().stream().dropWhile(line -> !line.startsWith("class")).toList();
    assertTrue(table.stream().allMatch(line -> Names.columns(line) < 60), screen.raw());
    assertTrue(table.get(1).startsWith("<script>a…</script> "), table.get(1));
    assertFalse(screen.raw().contains("Confusion"), screen.raw());
  }

  @Test
  void theLineEndsAsKeras() {
    VirtualScreen screen = new VirtualScreen(130);
    Console console = console(screen);

    half(console);
    console.progress(at(469));
    console.epochEnds(END);
    console.line("next");

    assertEquals(
        List.of(
            "Epoch 1/5",
            "469/469 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.9255 - loss: 0.2578 - val_accuracy: 0.9612 - val_loss: 0.1300",
            "next",
            ""),
        screen.lines());
  }

  @Test
  void timeLeftIsCountedFromWhereTheEpochGoesOn() {
    VirtualScreen screen = new VirtualScreen(120);
    Console console = console(screen);

    console.epochBegins(new Progress(1, 20, 200, 400, 2000, 1000, 1750), 5);
    now += SECOND;
    console.progress(new Progress(1, 30, 300, 400, 3000, 1500, 2625));

    assertEquals(
        "300/400 ━━━━━━━━━━━━━━━───── 1s 10ms/step - accuracy: 0.8750 - loss: 0.5000 - 1,000 images/s",
        screen.lines().get(1));
  }

  @Test
  void withoutProgressTheEndHasNoSteps() {
    VirtualScreen screen = new VirtualScreen(130);
    Console console = console(screen);

    console.epochBegins(Progress.begin(1), 5);
    console.epochEnds(END);

    assertEquals(
        "1s - accuracy: 0.9255 - loss: 0.2578 - val_accuracy: 0.9612 - val_loss: 0.1300",
        screen.lines().get(1));
  }

  @Test
  void roundsThatAreSentAgainDoNotMoveTheLineBack() {
    VirtualScreen screen = new VirtualScreen(120);
    Console console = console(screen);

    half(console);
    List<String> before = screen.lines();
    console.progress(at(16));
    console.progress(at(234));
    console.progress(new Progress(2, 30, 300, 469, 2, 2, 2));

    assertEquals(before, screen.lines());
  }

  @Test
  void progressOfAnEpochThatHasEndedIsNotShown() {
    VirtualScreen screen = new VirtualScreen(120);
    Console console = console(screen);

    console.epochBegins(Progress.begin(1), 5);
    console.epochEnds(END);
    List<String> before = screen.lines();
    console.progress(at(469));

    assertEquals(before, screen.lines());
  }

  @Test
  void aNarrowTerminalGetsLessOnOneLine() {
    VirtualScreen screen = new VirtualScreen(60);
    Console console = console(screen);

    half(console);

    assertEquals(
        List.of("Epoch 1/5", "234/469 ━━─── 1s 4ms/step - accuracy: 0.8750 - loss: 0.5000"),
        screen.lines());
  }

  @Test
  void aTerminalOf80ColumnsGetsAShorterBar() {
    VirtualScreen screen = new VirtualScreen(80);
    Console console = console(screen);

    half(console);

    assertEquals(
        "234/469 ━━━──── 1s 4ms/step - accuracy: 0.8750 - loss: 0.5000 - 29,952 images/s",
        screen.lines().get(1));
    assertEquals(2, screen.lines().size());
  }

  @Test
  void aTinyTerminalGetsNoMoreThanItHolds() {
    VirtualScreen screen = new VirtualScreen(12);
    Console console = console(screen);

    half(console);

    assertEquals(List.of("Epoch 1/5", "234/469 ━━─"), screen.lines());
  }

  @Test
  void aTerminalThatGrowsGetsMore() {
    VirtualScreen screen = new VirtualScreen(12);
    Console console = console(screen);
    half(console);

    screen.terminal.setSize(new Size(60, 24));
    screen.terminal.raise(Signal.WINCH);
    console.progress(at(235));

    assertTrue(screen.raw().contains("accuracy"), screen.raw());
  }

  @Test
  void aLineInBetweenTakesThePlaceOfTheLiveOne() {
    VirtualScreen screen = new VirtualScreen(60);
    Console console = console(screen);

    half(console);
    console.warnings(List.of("look out"));

    assertEquals(List.of("Epoch 1/5", "", "WARNING: look out", ""), screen.lines());
  }

  @Test
  void leavesTheLiveLineBehindWhenTheJobFails() {
    VirtualScreen screen = new VirtualScreen(60);
    Console console = console(screen);

    half(console);
    console.close();

    assertEquals("", screen.lines().get(2));
    assertTrue(screen.lines().get(1).startsWith("234/469"), screen.raw());
  }

  @Test
  void coloursAreLeftOutWhenTheyAreNotWanted() {
    VirtualScreen colourful = new VirtualScreen(100);
    VirtualScreen plain = new VirtualScreen(100);

    half(console(colourful, Detail.NORMAL, true));
    now = 0;
    half(console(plain, Detail.NORMAL, false));

    assertTrue(colourful.raw().contains("\u001b[32m"), colourful.raw());
    assertFalse(plain.raw().contains("\u001b["), plain.raw());
    assertEquals(colourful.lines(), plain.lines());
  }

  @Test
  void aTerminalWithoutTheCharactersGetsAsciiOnes() {
    VirtualScreen screen = new VirtualScreen(60, StandardCharsets.US_ASCII);

    half(console(screen, Detail.NORMAL, false));

    assertEquals(
        "234/469 ==... 1s 4ms/step - accuracy: 0.8750 - loss: 0.5000", screen.lines().get(1));
  }

  @Test
  void quietShowsNoProgress() {
    VirtualScreen screen = new VirtualScreen(60);
    Console console = console(screen, Detail.QUIET, true);

    half(console);
    console.epochEnds(END);

    assertEquals("", screen.raw());
  }
}
