package org.mnistspark.run.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * {@code _predict.json} in a folder of predictions: what they were made of. Its being there says
 * that the folder may be overwritten.
 */
public final class PredictJson {
  /** The file's name; Spark's readers skip it. */
  public static final String NAME = "_predict.json";

  private PredictJson() {}

  /**
   * An object.
   *
   * @param inputs fully qualified
   * @param rows predictions in the folder
   * @param unreadable images that were left out
   */
  public static String render(
      String model, List<String> inputs, String format, long rows, long unreadable, Instant end) {
    BuildInfo build = BuildInfo.load();
    ObjectNode root = Json.object().put("model", model);
    ArrayNode names = root.putArray("inputs");
    inputs.forEach(names::add);
    root.put("format", format)
        .put("rows", rows)
        .put("unreadable_images", unreadable)
        .put("end", end.toString())
        .put("version", build.version())
        .put("commit", build.commit());
    return Json.render(root);
  }
}
