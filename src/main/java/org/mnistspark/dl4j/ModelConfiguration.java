package org.mnistspark.dl4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A network's configuration out of an untrusted file. DL4J's JSON names the class of every part,
 * and its parser makes whatever class is named; so the names are held against a list before DL4J
 * sees the text. What the text then describes is a chain of dense layers.
 *
 * @param dl4j the configuration
 * @param inputs of the first layer that has a size; 0 if none has
 * @param parameters weights and biases of all layers
 */
record ModelConfiguration(MultiLayerConfiguration dl4j, int inputs, int parameters) {
  /** 256 MiB of weights; the notebook's network has 407,050. */
  static final int MAX_PARAMETERS = 1 << 26;

  private static final int MAX_LAYERS = 256;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_TEXT = 1000;
  private static final int MAX_DIGITS = 64;

  private static final Set<Class<? extends Layer>> LAYERS =
      Set.of(
          DenseLayer.class,
          OutputLayer.class,
          ActivationLayer.class,
          DropoutLayer.class,
          BatchNormalization.class);

  /** Packages of parts that hold settings and nothing else. */
  private static final Set<String> PACKAGES =
      Set.of(
          "org.deeplearning4j.nn.conf.constraint",
          "org.deeplearning4j.nn.conf.distribution",
          "org.deeplearning4j.nn.conf.dropout",
          "org.deeplearning4j.nn.conf.stepfunctions",
          "org.deeplearning4j.nn.conf.weightnoise",
          "org.deeplearning4j.nn.weights",
          "org.nd4j.linalg.activations.impl",
          "org.nd4j.linalg.learning.config",
          "org.nd4j.linalg.learning.regularization",
          "org.nd4j.linalg.lossfunctions.impl",
          "org.nd4j.linalg.schedule");

  /**
   * Reads and checks a configuration.
   *
   * @param json UTF-8
   * @throws MalformedModelException if it is none, or one of another kind of network
   */
  static ModelConfiguration read(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    try {
      try (JsonParser parser = mapper.getFactory().createParser(text)) {
        checkText(parser);
      }
      MultiLayerConfiguration dl4j = mapper.readValue(text, MultiLayerConfiguration.class);
      int parameters = parameters(dl4j);
      return new ModelConfiguration(dl4j, inputs(dl4j), parameters);
    } catch (MalformedModelException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      // DL4J and Jackson throw whatever a field leads to.
      throw new MalformedModelException(
          "one whose content cannot be read (" + MalformedModelException.shown(e + ")"), e);
    }
  }

  /** Depth, lengths and every class name, before any object is made. */
  private static void checkText(JsonParser parser) throws IOException {
    int depth = 0;
    boolean ended = false;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (ended || (depth == 0 && token != JsonToken.START_OBJECT)) {
        throw new MalformedModelException("a configuration that is not one JSON object");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      ended = depth == 0;
      if (depth > MAX_DEPTH) {
        throw new MalformedModelException("a configuration nested deeper than " + MAX_DEPTH);
      }
      int most = token.isNumeric() ? MAX_DIGITS : MAX_TEXT;
      if (token.isScalarValue() && parser.getTextLength() > most) {
        throw new MalformedModelException(
            "a configuration with a value of " + parser.getTextLength() + " characters");
      }
      if (token == JsonToken.VALUE_STRING) {
        checkClass(parser.getCurrentName(), parser.getText());
      }
    }
    if (!ended) {
      throw new MalformedModelException("a configuration that is not one JSON object");
    }
  }

  /** Wherever it stands: Jackson takes class names in several places and forms. */
  private static void checkClass(String field, String value) {
    boolean named = "@class".equals(field);
    if ((named || value.contains(".")) && !"layerName".equals(field) && !allowed(value)) {
      throw new MalformedModelException(
          "a configuration with "
              + MalformedModelException.shown(value)
              + ", which is no part of a network of dense layers");
    }
  }

  private static boolean allowed(String className) {
    int dot = className.lastIndexOf('.');
    return LAYERS.stream().anyMatch(layer -> layer.getName().equals(className))
        || (dot > 0
            && PACKAGES.contains(className.substring(0, dot))
            && className.substring(dot + 1).matches("\\w+"));
  }

  private static int inputs(MultiLayerConfiguration dl4j) {
    return dl4j.getConfs().stream()
        .map(NeuralNetConfiguration::getLayer)
        .filter(layer -> layer instanceof FeedForwardLayer && !(layer instanceof DropoutLayer))
        .mapToInt(layer -> (int) ((FeedForwardLayer) layer).getNIn())
        .findFirst()
        .orElse(0);
  }

  private static int parameters(MultiLayerConfiguration dl4j) {
    int count = dl4j.getConfs().size();
    if (count < 1 || count > MAX_LAYERS || !dl4j.getInputPreProcessors().isEmpty()) {
      throw new MalformedModelException(
          String.format(
              Locale.ROOT,
              "a configuration of %d layers with %d input preprocessors, not 1 to %d without any",
              count,
              dl4j.getInputPreProcessors().size(),
              MAX_LAYERS));
    }
    // What the arrays are; DL4J itself takes it from them.
    dl4j.setDataType(DataType.FLOAT);
    long parameters = 0;
    long width = 0;
    for (int i = 0; i < count; i++) {
      Layer layer = dl4j.getConf(i).getLayer();
      checkParts(layer, i);
      if (layer instanceof FeedForwardLayer sized && !(layer instanceof DropoutLayer)) {
        checkSizes(sized, i, width);
        width = sized.getNOut();
        parameters += layer.initializer().numParams(dl4j.getConf(i));
      }
      if (parameters > MAX_PARAMETERS) {
        throw new MalformedModelException("more than " + MAX_PARAMETERS + " parameters");
      }
    }
    return (int) parameters;
  }

  private static void checkParts(Layer layer, int index) {
    if (layer == null || !LAYERS.contains(layer.getClass())) {
      throw new MalformedModelException("no layer " + index + " of a known kind");
    }
    boolean whole =
        !(layer instanceof BaseLayer base)
            || (base.getActivationFn() != null && base.getIUpdater() != null);
    if (!whole || (layer instanceof OutputLayer output && output.getLossFn() == null)) {
      throw new MalformedModelException(
          "layer " + index + " without activation, updater or loss function");
    }
  }

  private static void checkSizes(FeedForwardLayer layer, int index, long width) {
    long in = layer.getNIn();
    long out = layer.getNOut();
    boolean sound = in > 0 && out > 0 && in <= MAX_PARAMETERS && out <= MAX_PARAMETERS;
    if (!sound || (index > 0 && width > 0 && in != width)) {
      throw new MalformedModelException(
          String.format(
              Locale.ROOT,
              "layer %d of %d inputs and %d outputs after %d outputs",
              index,
              in,
              out,
              width));
    }
  }
}
