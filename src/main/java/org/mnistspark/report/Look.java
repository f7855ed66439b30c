package org.mnistspark.report;

import java.util.List;
import java.util.stream.Stream;
import org.mnistspark.evaluation.ScoredExample;

/**
 * How the images of a report look.
 *
 * @param rows of an image
 * @param columns of an image
 * @param channels 1 of grey levels or 3 of red, green and blue
 * @param ink whether they are ink on empty paper, as handwriting: 0 is paper, and white
 */
record Look(int rows, int columns, int channels, boolean ink) {
  /** The part of an image that is at least empty when it is ink on paper. */
  private static final double MIN_EMPTY = 0.4;

  /** Of a report on images. */
  static Look of(RunReport report) {
    List<Integer> shape = report.signature().shape();
    int channels = shape.size() == 2 ? 1 : shape.get(2);
    List<ScoredExample> shown =
        Stream.concat(report.test().samples().stream(), report.test().mistakes().stream()).toList();
    return new Look(shape.get(0), shape.get(1), channels, channels == 1 && mostlyEmpty(shown));
  }

  private static boolean mostlyEmpty(List<ScoredExample> examples) {
    long empty = 0;
    long all = 0;
    for (ScoredExample example : examples) {
      float[] features = example.features();
      all += features.length;
      for (float feature : features) {
        empty += feature == 0 ? 1 : 0;
      }
    }
    return empty >= MIN_EMPTY * all;
  }
}
