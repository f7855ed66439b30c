package org.mnistspark.bench.averaging;

/** A page with generated parts, each between two comments that name it. */
final class Page {
  private String text;

  Page(String text) {
    this.text = text;
  }

  /**
   * Puts other content between the comments of this name.
   *
   * @throws IllegalArgumentException when the page lacks them
   */
  void replace(String name, String content) {
    String begin = "<!-- begin " + name + " -->";
    String end = "<!-- end " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "expected the comments %s and %s in the page, found none; put them where the part belongs"
              .formatted(begin, end));
    }
    text = text.substring(0, from + begin.length()) + "\n" + content + text.substring(to);
  }

  String text() {
    return text;
  }
}
