package org.mnistspark.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mnistspark.data.Signature;

/**
 * The entry signature.json of a model.zip, which DL4J passes over: {@code {"shape":[28,28],
 * "features":[], "classes":["0",...], "labels":["0",...]}}.
 */
final class SignatureFile {
  static final String NAME = "signature.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SignatureFile() {}

  static byte[] write(Signature signature) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode shape = root.putArray("shape");
    signature.shape().forEach(shape::add);
    put(root, "features", signature.features());
    put(root, "classes", signature.classes());
    put(root, "labels", signature.labels());
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode root, String name, List<String> values) {
    ArrayNode array = root.putArray(name);
    values.forEach(array::add);
  }

  /**
   * Reads an entry.
   *
   * @throws MalformedModelException if it is damaged
   */
  static Signature read(byte[] entry) {
    try {
      JsonNode root = JSON.readTree(new String(entry, StandardCharsets.UTF_8));
      List<Integer> shape = new ArrayList<>();
      for (JsonNode size : root.path("shape")) {
        shape.add(size.isInt() ? size.intValue() : 0);
      }
      return new Signature(
          shape, texts(root, "features"), texts(root, "classes"), texts(root, "labels"));
    } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
      throw new MalformedModelException(NAME + " that is damaged", e);
    }
  }

  private static List<String> texts(JsonNode root, String name) {
    List<String> texts = new ArrayList<>();
    root.path(name).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
