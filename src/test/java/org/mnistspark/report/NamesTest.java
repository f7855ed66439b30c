package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class NamesTest {
  @Test
  void plainNamesStayAsTheyAre() {
    for (String name :
        new String[] {"7", "virginica", "a,b \"c\"", "\u732b", "\ud83d\ude00", "-"}) {
      assertEquals(name, Names.visible(name));
    }
  }

  @Test
  void nothingIsInvisible() {
    assertEquals("\"\"", Names.visible(""));
    assertEquals("\"  \"", Names.visible("  "));
    assertEquals("\"\u00a0\u200d\"", Names.visible("\u00a0\u200d"));
  }

  @Test
  void whatATerminalOrAPageWouldObeyIsReplaced() {
    assertEquals("\ufffd[2Jx\ufffd\ufffd", Names.visible("\u001b[2Jx\r\n"));
    assertEquals("\ufffdx\ufffd", Names.visible("\u202ex\u2028"));
    assertEquals("\ufffd\ufffd\ufffd", Names.visible("\ud800\uffff\u009b"));
  }

  @Test
  void joinersStay() {
    assertEquals("\u0645\u06cc\u200c\u062e", Names.visible("\u0645\u06cc\u200c\u062e"));
  }

  @Test
  void noNameIsABook() {
    assertEquals("x".repeat(200) + "\u2026", Names.visible("x".repeat(1_000_000)));
    assertEquals("x".repeat(200), Names.visible("x".repeat(200)));
  }

  @Test
  void longNamesLoseTheirMiddle() {
    assertEquals("abcdefgh", Names.shortened("abcdefgh", 8, ".."));
    assertEquals("abc..hi", Names.shortened("abcdefghi", 7, ".."));
    assertEquals("abcd\u2026ghi", Names.shortened("abcdefghi", 8, "\u2026"));
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertEquals(6, Names.columns("\u732b\u3068\u72ac"));
    assertEquals(
        "\u732b\u2026\u732b\u72ac",
        Names.shortened("\u732b\u732b\u732b\u732b\u732b\u72ac", 7, "\u2026"));
  }
}
