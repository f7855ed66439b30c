package org.mnistspark.report;

import java.awt.BasicStroke;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.mnistspark.evaluation.Calibration;
import org.mnistspark.run.record.EpochHistory;

/** The report's charts. */
final class Charts {
  private static final int TEXT = 12;
  private static final Stroke LINE =
      new BasicStroke(2.25f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final Stroke THIN = new BasicStroke(1f);
  private static final Stroke DASHES =
      new BasicStroke(
          1.25f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5, 4}, 0);

  static {
    // The workaround, for old Java versions, draws rotated text as outlines.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private Charts() {}

  /** Loss by epoch, in training and evaluation. */
  static JFreeChart loss(TrainingReport training) {
    return chart(lossPlot(training));
  }

  /** Accuracy by epoch, in training and evaluation. */
  static JFreeChart accuracy(TrainingReport training) {
    return chart(accuracyPlot(training));
  }

  /** Loss above accuracy. */
  static JFreeChart learningCurve(TrainingReport training) {
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(epochAxis());
    both.setGap(16);
    both.add(lossPlot(training));
    both.add(accuracyPlot(training));
    // One legend for both: the series are the same.
    both.setFixedLegendItems(lossPlot(training).getLegendItems());
    return chart(both);
  }

  private static XYPlot lossPlot(TrainingReport training) {
    return curves(training, EpochHistory::trainLoss, EpochHistory::evalLoss, axis("Loss", "0.###"));
  }

  private static XYPlot accuracyPlot(TrainingReport training) {
    return curves(
        training,
        EpochHistory::trainAccuracy,
        EpochHistory::evalAccuracy,
        axis("Accuracy", "0.##%"));
  }

  private static XYPlot curves(
      TrainingReport training,
      ToDoubleFunction<EpochHistory> train,
      ToDoubleFunction<EpochHistory> evaluation,
      NumberAxis values) {
    XYSeriesCollection data = new XYSeriesCollection();
    data.addSeries(series("Training", training.history(), train));
    data.addSeries(series(training.evaluatedName(), training.history(), evaluation));
    values.setAutoRangeIncludesZero(false);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    style(renderer, 0, Palette.FIRST);
    style(renderer, 1, Palette.SECOND);
    return styled(new XYPlot(data, epochAxis(), values, renderer));
  }

  private static XYSeries series(
      String name, List<EpochHistory> history, ToDoubleFunction<EpochHistory> value) {
    XYSeries series = new XYSeries(name);
    history.forEach(epoch -> series.add(epoch.epoch(), value.applyAsDouble(epoch)));
    return series;
  }

  private static void style(XYLineAndShapeRenderer renderer, int series, Palette colour) {
    renderer.setSeriesPaint(series, colour.color());
    renderer.setSeriesStroke(series, LINE);
    renderer.setSeriesShape(series, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
  }

  /** Seconds by epoch. */
  static JFreeChart seconds(TrainingReport training) {
    XYIntervalSeries series = new XYIntervalSeries("Training");
    for (EpochHistory epoch : training.history()) {
      int at = epoch.epoch();
      series.add(at, at - 0.3, at + 0.3, epoch.seconds(), 0, epoch.seconds());
    }
    XYPlot plot = styled(new XYPlot(bars(series), epochAxis(), axis("Seconds", "0.##"), bars()));
    return unnamed(chart(plot));
  }

  /** Accuracy by confidence, and the diagonal where both are equal. */
  static JFreeChart reliability(Calibration calibration) {
    XYIntervalSeries accuracy = new XYIntervalSeries("Accuracy");
    for (Calibration.Bin bin : calibration.bins()) {
      if (bin.examples() > 0) {
        double middle = (bin.from() + bin.to()) / 2;
        accuracy.add(
            middle, bin.from() + 0.008, bin.to() - 0.008, bin.accuracy(), 0, bin.accuracy());
      }
    }
    XYSeries diagonal = new XYSeries("Perfectly calibrated");
    diagonal.add(0, 0);
    diagonal.add(1, 1);
    NumberAxis confidence = axis("Confidence", "0%");
    NumberAxis right = axis("Accuracy", "0%");
    confidence.setRange(0, 1);
    right.setRange(0, 1);
    XYPlot plot = styled(new XYPlot(bars(accuracy), confidence, right, bars()));
    XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, false);
    line.setSeriesPaint(0, Palette.SECOND.color());
    line.setSeriesStroke(0, DASHES);
    plot.setDataset(1, new XYSeriesCollection(diagonal));
    plot.setRenderer(1, line);
    // The line is above the bars.
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    return chart(plot);
  }

  private static XYIntervalSeriesCollection bars(XYIntervalSeries series) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    data.addSeries(series);
    return data;
  }

  private static XYBarRenderer bars() {
    XYBarRenderer renderer = new XYBarRenderer();
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setUseYInterval(true);
    renderer.setSeriesPaint(0, Palette.FIRST.color());
    return renderer;
  }

  private static NumberAxis epochAxis() {
    NumberAxis axis = axis("Epoch", "0");
    axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeMinimumSize(2);
    return axis;
  }

  static NumberAxis axis(String label, String format) {
    NumberAxis axis = new NumberAxis(label);
    NumberFormat numbers = new DecimalFormat(format, DecimalFormatSymbols.getInstance(Locale.ROOT));
    axis.setNumberFormatOverride(numbers);
    style(axis);
    return axis;
  }

  static void style(NumberAxis axis) {
    axis.setLabelFont(Fonts.of(TEXT));
    axis.setTickLabelFont(Fonts.of(TEXT));
    axis.setLabelPaint(Palette.MUTED.color());
    axis.setTickLabelPaint(Palette.MUTED.color());
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
  }

  private static XYPlot styled(XYPlot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(Palette.GRID.color());
    plot.setRangeGridlineStroke(THIN);
    plot.setRangeZeroBaselineVisible(false);
    plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
    return plot;
  }

  static JFreeChart chart(XYPlot plot) {
    JFreeChart chart = new JFreeChart(null, null, plot, true);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(2, 2, 2, 8));
    LegendTitle legend = chart.getLegend();
    legend.setPosition(RectangleEdge.TOP);
    legend.setBackgroundPaint(null);
    legend.setFrame(BlockBorder.NONE);
    legend.setItemFont(Fonts.of(TEXT));
    legend.setItemPaint(Palette.INK.color());
    return chart;
  }

  /** Without a legend. */
  static JFreeChart unnamed(JFreeChart chart) {
    chart.removeLegend();
    return chart;
  }
}
