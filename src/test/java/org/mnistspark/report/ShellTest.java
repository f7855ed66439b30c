package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellTest {
  @Test
  void leavesPlainWordsAlone() {
    assertEquals("hdfs://h:1/runs/a-1.b_c", Shell.quoted("hdfs://h:1/runs/a-1.b_c"));
    assertEquals("/clöne/50%", Shell.quoted("/clöne/50%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "it's", "$HOME", "a*[1]?", "~/a", "a;b&c|d<e>f", "\"\\`!#", ""})
  void isOneWordThatAShellReadsBack(String text) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Shell.quoted(text)).start();

    assertEquals(text, new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, shell.waitFor());
  }
}
