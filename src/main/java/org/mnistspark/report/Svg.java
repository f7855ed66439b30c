package org.mnistspark.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A chart as SVG, with text as text and a name and a description for who cannot see it. */
public final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  /**
   * What names a chart.
   *
   * @param id letters and '-'; differs between the charts of a page
   * @param title what it shows
   * @param description what is to be seen
   */
  public record Name(String id, String title, String description) {}

  private Svg() {}

  /** For an HTML page: colours are the page's CSS variables, the font is the page's. */
  static String inline(JFreeChart chart, int width, int height, Name name) {
    Drawn drawn = draw(chart, width, height, name);
    drawn.root.removeAttribute("width");
    drawn.root.removeAttribute("height");
    adapt(drawn.root);
    return drawn.text();
  }

  /** A file by itself, in light colours. */
  public static String standalone(JFreeChart chart, int width, int height, Name name) {
    chart.setBackgroundPaint(Palette.PAPER.color());
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + draw(chart, width, height, name).text()
        + "\n";
  }

  private record Drawn(SVGGraphics2D graphics, Element root) {
    String text() {
      StringWriter out = new StringWriter();
      try {
        // Attributes, not CSS: the page's security policy allows no style attribute.
        graphics.stream(root, out, false, false);
      } catch (SVGGraphics2DIOException e) {
        throw new IllegalStateException("an SVG tree failed to render", e);
      }
      String text = out.toString();
      // Past the XML declaration and the document type, which have no place in HTML.
      return text.substring(text.indexOf("<svg")).strip();
    }
  }

  private static Drawn draw(JFreeChart chart, int width, int height, Name name) {
    Document document = document();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment("");
    // Several charts share a page, and their clip paths have ids.
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return name.id() + "-" + super.generateID(prefix);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-labelledby", name.id() + "-title " + name.id() + "-desc");
    Node first = root.getFirstChild();
    root.insertBefore(label(document, "title", name.id(), name.title()), first);
    root.insertBefore(label(document, "desc", name.id(), name.description()), first);
    return new Drawn(graphics, root);
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own XML parser cannot be configured", e);
    }
  }

  private static Element label(Document document, String tag, String id, String text) {
    Element label = document.createElementNS(NAMESPACE, tag);
    label.setAttribute("id", id + "-" + tag);
    label.setTextContent(text);
    return label;
  }

  private static void adapt(Element element) {
    element.removeAttribute("font-family");
    if (element.getTagName().equals("defs")) {
      // Nobody refers to it, and every chart has it.
      element.removeAttribute("id");
    }
    for (String attribute : List.of("fill", "stroke")) {
      Palette.of(element.getAttribute(attribute))
          .ifPresent(entry -> element.setAttribute(attribute, entry.variable()));
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        adapt(inner);
      }
    }
  }
}
