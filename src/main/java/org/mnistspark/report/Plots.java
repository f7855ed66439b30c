package org.mnistspark.report;

import java.awt.Color;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;
import org.mnistspark.evaluation.ConfusionMatrix;

/** Charts as SVG files, to be put into a document. Empty where this JVM has no fonts. */
public final class Plots {
  private static final int SHADES = 32;

  private Plots() {}

  /** Loss and accuracy by epoch. */
  public static Optional<String> learningCurve(TrainingReport training) {
    if (!Fonts.available()) {
      return Optional.empty();
    }
    Svg.Name name =
        new Svg.Name(
            "learning-curve",
            "Learning curves",
            "Loss and accuracy in training and on the %s set by epoch"
                .formatted(training.evaluatedOn()));
    return Optional.of(Svg.standalone(Charts.learningCurve(training), 640, 640, name));
  }

  /** A heat map of the counts. */
  public static Optional<String> confusionMatrix(ConfusionMatrix confusion) {
    if (!Fonts.available()) {
      return Optional.empty();
    }
    Svg.Name name =
        new Svg.Name(
            "confusion-matrix",
            "Confusion matrix",
            "Examples by true class (rows) and predicted class (columns)");
    return Optional.of(Svg.standalone(heatMap(confusion), 640, 620, name));
  }

  private static JFreeChart heatMap(ConfusionMatrix confusion) {
    int classes = confusion.classes();
    double[][] cells = new double[3][classes * classes];
    XYPlot plot = new XYPlot();
    for (int label = 0; label < classes; label++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        int at = label * classes + predicted;
        cells[0][at] = predicted;
        cells[1][at] = label;
        cells[2][at] = Heat.of(confusion, label, predicted);
        plot.addAnnotation(count(confusion, label, predicted));
      }
    }
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries("examples", cells);
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(shades());
    plot.setDataset(data);
    plot.setRenderer(renderer);
    plot.setDomainAxis(classAxis("Predicted", classes));
    NumberAxis labels = classAxis("True", classes);
    labels.setInverted(true);
    plot.setRangeAxis(labels);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    plot.setInsets(new RectangleInsets(8, 8, 8, 8));
    return Charts.unnamed(Charts.chart(plot));
  }

  private static XYTextAnnotation count(ConfusionMatrix confusion, int label, int predicted) {
    long count = confusion.count(label, predicted);
    XYTextAnnotation text = new XYTextAnnotation(Long.toString(count), predicted, label);
    boolean dark = Math.abs(Heat.of(confusion, label, predicted)) > 0.85;
    text.setPaint(dark ? Palette.PAPER.color() : Palette.INK.color());
    text.setFont(Fonts.of(12));
    return text;
  }

  private static NumberAxis classAxis(String name, int classes) {
    NumberAxis axis = Charts.axis(name, "0");
    axis.setRange(-0.5, classes - 0.5);
    axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
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
