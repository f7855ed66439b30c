package org.mnistspark.bench.averaging;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.mnistspark.report.Svg;

/** Accuracy over epochs, a line per number of workers, as SVG: panels side by side on one scale. */
final class Chart {
  /**
   * One panel.
   *
   * @param title above it
   * @param lines by number of workers
   */
  record Panel(String title, List<Means> lines) {
    Panel {
      lines = List.copyOf(lines);
    }
  }

  private static final int WIDTH = 900;
  private static final int HEIGHT = 460;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color INK = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xD8, 0xD8, 0xD8);

  /**
   * From black over cold to warm as workers are added; a number of workers looks alike in all
   * charts.
   */
  private static final Map<Integer, Color> COLORS =
      Map.of(
          1, new Color(0x22, 0x22, 0x22),
          2, new Color(0x5B, 0x2A, 0x86),
          3, new Color(0x3F, 0x5F, 0xA8),
          4, new Color(0x2A, 0x8F, 0xBD),
          5, new Color(0x1F, 0xA1, 0x87),
          8, new Color(0x6C, 0xBF, 0x4B),
          12, new Color(0xC4, 0xB4, 0x1C),
          16, new Color(0xE8, 0x82, 0x0E),
          32, new Color(0xC9, 0x2F, 0x4B),
          64, new Color(0x8A, 0x4B, 0x2A));

  private final NumberAxis accuracy = axis("test accuracy");

  private final double step;

  /** A chart with a line across at every {@code step} of accuracy. */
  Chart(double step) {
    this.step = step;
    accuracy.setTickUnit(new NumberTickUnit(step, decimals(step < 0.01 ? "0.000" : "0.00")));
  }

  /** The SVG's text. */
  String svg(Svg.Name name, List<Panel> panels) {
    CombinedRangeXYPlot plot = new CombinedRangeXYPlot(accuracy);
    plot.setGap(24);
    DoubleSummaryStatistics all =
        panels.stream()
            .flatMap(panel -> panel.lines().stream())
            .flatMap(means -> means.byEpoch().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    accuracy.setRange(
        step * Math.floor(all.getMin() / step), step / 2 * Math.ceil(2 * all.getMax() / step));
    panels.forEach(panel -> plot.add(plot(panel)));
    plot.setFixedLegendItems(plot(panels.get(0)).getLegendItems());
    JFreeChart chart = new JFreeChart(null, FONT, plot, true);
    chart.setPadding(new RectangleInsets(8, 0, 4, 0)); // room for half of the topmost label
    chart.getLegend().setItemFont(FONT);
    chart.getLegend().setItemPaint(INK);
    chart.getLegend().setItemLabelPadding(new RectangleInsets(2, 4, 2, 10));
    chart.getLegend().setFrame(BlockBorder.NONE);
    return Svg.standalone(chart, WIDTH, HEIGHT, name);
  }

  private static XYPlot plot(Panel panel) {
    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    renderer.setDrawOutlines(false);
    for (Means means : panel.lines()) {
      int workers = means.recipe().workers();
      XYSeries line = new XYSeries(workers + (workers == 1 ? " worker" : " workers"));
      for (int epoch = 1; epoch <= means.byEpoch().size(); epoch++) {
        line.add(epoch, means.byEpoch().get(epoch - 1));
      }
      int index = lines.getSeriesCount();
      lines.addSeries(line);
      renderer.setSeriesPaint(index, COLORS.getOrDefault(workers, INK));
      renderer.setSeriesStroke(index, new BasicStroke(2));
      renderer.setSeriesShape(index, new Ellipse2D.Double(-3, -3, 6, 6));
    }
    int epochs = panel.lines().get(0).byEpoch().size();
    NumberAxis epoch = axis("epoch");
    epoch.setRange(0.75, epochs + 0.25);
    epoch.setTickUnit(new NumberTickUnit(epochs > 10 ? 2 : 1, decimals("0")));
    XYPlot plot = new XYPlot(lines, epoch, null, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlinePaint(GRID);
    plot.setOutlinePaint(GRID);
    TextTitle title = new TextTitle(panel.title(), FONT.deriveFont(Font.BOLD));
    title.setPaint(INK);
    plot.addAnnotation(new XYTitleAnnotation(0.97, 0.04, title, RectangleAnchor.BOTTOM_RIGHT));
    return plot;
  }

  private static NumberAxis axis(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(FONT);
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(FONT);
    axis.setTickLabelPaint(INK);
    return axis;
  }

  private static DecimalFormat decimals(String pattern) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
