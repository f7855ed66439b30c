package org.mnistspark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** run.json, all of it, whatever it holds. */
final class ProvenanceSection {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ProvenanceSection() {}

  static void write(Html html, String json) {
    HtmlReport.section(html, "provenance", "Provenance");
    html.element("p", "All that it takes to say how these figures came about.").line();
    JsonNode root = parse(json);
    object(html, root, "settings");
    html.open("details").element("summary", "As JSON");
    html.open("pre", "tabindex", "0").element("code", json).close().close();
    html.close().line();
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a JSON object as provenance, found: " + json, e);
    }
  }

  private static void object(Html html, JsonNode object, String kind) {
    html.open("dl", "class", kind).line();
    object
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              html.open("div", value.isObject() ? new String[] {"class", "group"} : new String[0]);
              html.element("dt", field.getKey()).open("dd");
              value(html, value);
              html.close().close().line();
            });
    html.close();
  }

  private static void value(Html html, JsonNode value) {
    if (value.isObject()) {
      object(html, value, "nested");
    } else if (value.isArray()) {
      String items =
          StreamSupport.stream(value.spliterator(), false)
              .map(ProvenanceSection::scalar)
              .collect(Collectors.joining(", "));
      html.text(items.isEmpty() ? "none" : items);
    } else {
      html.text(scalar(value));
    }
  }

  private static String scalar(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
