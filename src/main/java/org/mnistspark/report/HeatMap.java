package org.mnistspark.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.ConfusionMatrix.Confusion;

/** A confusion matrix as a chart. */
final class HeatMap {
  private static final int SHADES = 32;

  /** Up to these, cells are large enough for their counts. */
  private static final int MAX_COUNTED = 20;

  /** Up to these, a chart of the usual size does. */
  private static final int MAX_SMALL = 12;

  /** More classes would be cells of a few pixels, and megabytes of them. */
  private static final int MAX_CLASSES = 100;

  /** How many are shown of more. */
  private static final int SELECTED = 40;

  private static final int NAME = 16;

  /** Width of a character, more or less. */
  private static final int CHARACTER = 8;

  private final ConfusionMatrix confusion;
  private final Heat heat;
  private final List<String> names;
  private final List<Integer> shown;

  private HeatMap(ConfusionMatrix confusion, List<String> names, List<Integer> shown) {
    this.confusion = confusion;
    this.heat = new Heat(confusion);
    this.names = names;
    this.shown = shown;
  }

  static HeatMap of(ConfusionMatrix confusion, List<String> classes) {
    List<Integer> all = IntStream.range(0, confusion.classes()).boxed().toList();
    return new HeatMap(
        confusion,
        classes,
        confusion.classes() <= MAX_CLASSES ? all : mostErrors(confusion, SELECTED));
  }

  /** The classes that were taken for others or others for them, the most often. */
  private static List<Integer> mostErrors(ConfusionMatrix confusion, int count) {
    long[] errors = new long[confusion.classes()];
    for (Confusion error : confusion.confusions()) {
      errors[error.label()] += error.count();
      errors[error.predicted()] += error.count();
    }
    return IntStream.range(0, errors.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer c) -> errors[c]).reversed())
        .limit(count)
        .sorted()
        .toList();
  }

  /** Width, and about the height, of the chart. */
  int size() {
    return isLarge() ? 1000 : 640;
  }

  private boolean isLarge() {
    return shown.size() > MAX_SMALL;
  }

  /** What part of the matrix this is; empty for all of it. */
  String selection() {
    return shown.size() == confusion.classes()
        ? ""
        : String.format(
            Locale.ROOT,
            ": the %d of %,d classes with the most errors",
            shown.size(),
            confusion.classes());
  }

  JFreeChart chart() {
    XYPlot plot = new XYPlot();
    plot.setDataset(cells(plot));
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(shades());
    plot.setRenderer(renderer);
    NumberAxis predicted = classAxis("Predicted" + selection());
    int longest = shown.stream().mapToInt(c -> Names.columns(name(c))).max().orElseThrow();
    predicted.setVerticalTickLabels(longest * CHARACTER > size() / shown.size());
    plot.setDomainAxis(predicted);
    NumberAxis labels = classAxis("True");
    labels.setInverted(true);
    plot.setRangeAxis(labels);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(isLarge());
    plot.setOutlinePaint(Palette.GRID.color());
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    plot.setInsets(new RectangleInsets(8, 8, 8, 8));
    return Charts.unnamed(Charts.chart(plot));
  }

  /** The cells' colours, and their counts on the plot where there is room. */
  private DefaultXYZDataset cells(XYPlot plot) {
    List<double[]> cells = new ArrayList<>();
    for (int y = 0; y < shown.size(); y++) {
      for (int x = 0; x < shown.size(); x++) {
        double value = heat.of(shown.get(y), shown.get(x));
        // Of few classes, the empty cells have their 0 as well.
        if (value != 0 || !isLarge()) {
          cells.add(new double[] {x, y, value});
          if (shown.size() <= MAX_COUNTED) {
            plot.addAnnotation(count(x, y, value));
          }
        }
      }
    }
    double[][] columns = new double[3][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      for (int c = 0; c < columns.length; c++) {
        columns[c][i] = cells.get(i)[c];
      }
    }
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries("examples", columns);
    return data;
  }

  private XYTextAnnotation count(int x, int y, double value) {
    long count = confusion.count(shown.get(y), shown.get(x));
    XYTextAnnotation text = new XYTextAnnotation(Long.toString(count), x, y);
    boolean dark = Math.abs(value) > 0.85;
    text.setPaint(dark ? Palette.PAPER.color() : Palette.INK.color());
    text.setFont(Fonts.of(12));
    return text;
  }

  private String name(int label) {
    return Names.shortened(Names.visible(names.get(label)), NAME, "\u2026");
  }

  private NumberAxis classAxis(String title) {
    String[] texts = shown.stream().map(this::name).toArray(String[]::new);
    SymbolAxis axis = new SymbolAxis(title, texts);
    Charts.style(axis);
    axis.setGridBandsVisible(false);
    axis.setAutoTickUnitSelection(false);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setTickLabelFont(Fonts.of(shown.size() > 2 * MAX_COUNTED ? 9 : 12));
    axis.setRange(-0.5, texts.length - 0.5);
    return axis;
  }

  /** Right in one colour from 0 to 1, wrong in another from 0 to -1. */
  private static LookupPaintScale shades() {
    LookupPaintScale scale = new LookupPaintScale(-1.001, 1.001, Color.WHITE);
    for (int shade = -SHADES; shade <= SHADES; shade++) {
      double part = (double) shade / SHADES;
      Palette colour = shade < 0 ? Palette.SECOND : Palette.FIRST;
      scale.add(part, Palette.mix(colour, Palette.PAPER, Math.abs(part)));
    }
    return scale;
  }
}
