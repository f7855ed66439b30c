package org.mnistspark.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto.DataType;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.run.record.BuildInfo;
import org.mnistspark.run.record.RunResult;

/**
 * A network as an ONNX model (<a href="https://onnx.ai/onnx/repo-docs/IR.html">specification</a>):
 *
 * <ul>
 *   <li>input {@code features}: float [N, inputs], N of any size, in the unit of the data that the
 *       model was trained on; the normalizer is part of the model
 *   <li>output {@code probabilities}: float [N, classes], each row sums to 1
 *   <li>output {@code label}: int64 [N], number of the most probable class, the first of equals
 * </ul>
 *
 * <p>The format is IR version 7 with operator set 13, of 2020: later runtimes read earlier formats.
 */
public final class OnnxModel {
  static final String FEATURES = "features";
  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  private static final long IR_VERSION = 7;
  private static final long OPERATOR_SET = 13;
  private static final String NAME = "mnist-spark";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName(NAME);

  /** The value that the next node takes. */
  private String current = FEATURES;

  private OnnxModel() {}

  /**
   * Loads ONNX's classes, which takes a while. Not needed before {@link #write}: it takes the time
   * out of it.
   */
  public static void load() {
    Topology topology = new Topology(1, List.of(1), Activation.RELU, 2);
    Mlp network = new Mlp(topology, new float[topology.parameters()]);
    Signature signature = Signature.numbered(List.of(1), 2);
    try {
      write(
          network, Optional.empty(), signature, Optional.empty(), OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a model.
   *
   * @param normalizer of the features; empty where the network takes them as they are
   * @param signature what features and classes are called
   * @param result what the run that trained it has reached, if there was one
   * @param out left open
   */
  public static void write(
      Mlp network,
      Optional<FeatureNormalizer> normalizer,
      Signature signature,
      Optional<RunResult> result,
      OutputStream out)
      throws IOException {
    Map<String, String> metadata = OnnxMetadata.of(signature, normalizer, result);
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
            .setProducerName(NAME)
            .setProducerVersion(BuildInfo.load().version())
            .setGraph(new OnnxModel().graph(network, normalizer));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    model.build().writeTo(out);
  }

  private GraphProto graph(Mlp network, Optional<FeatureNormalizer> normalizer) {
    Topology topology = network.topology();
    graph.addInput(Tensors.info(FEATURES, DataType.FLOAT, topology.inputs()));
    graph.addOutput(Tensors.info(PROBABILITIES, DataType.FLOAT, topology.classes()));
    graph.addOutput(Tensors.info(LABEL, DataType.INT64));
    normalizer.ifPresent(this::normalize);
    float[] weights = network.weights();
    List<Topology.Layer> layers = topology.layers();
    for (int i = 0; i < layers.size(); i++) {
      dense("layer" + i, layers.get(i), weights);
      if (i < topology.hidden().size()) {
        activate("layer" + i, topology);
      }
    }
    graph.addNode(node("Softmax", PROBABILITIES, List.of(current)).addAttribute(number("axis", 1)));
    graph.addNode(
        node("ArgMax", LABEL, List.of(PROBABILITIES))
            .addAttribute(number("axis", 1))
            .addAttribute(number("keepdims", 0)));
    return graph.build();
  }

  /** The same steps, each rounded to float, so that features of any scale give the same bits. */
  private void normalize(FeatureNormalizer normalizer) {
    elementwise("Sub", "normalizer.shift", 0, normalizer.shift());
    elementwise("Div", "normalizer.divisor", 1, normalizer.divisor());
    elementwise("Mul", "normalizer.factor", 1, normalizer.factor());
    elementwise("Add", "normalizer.offset", 0, normalizer.offset());
  }

  /**
   * An operation with a value per feature, or one for all.
   *
   * @param neutral the value that changes nothing: without any other, there is no node
   */
  private void elementwise(String operation, String name, float neutral, float... values) {
    boolean changes = false;
    for (float value : values) {
      changes |= value != neutral;
    }
    if (changes) {
      graph.addInitializer(Tensors.of(name, values, 0, values.length));
      apply(operation, name + "ed", List.of(current, name));
    }
  }

  /** x W + b. DL4J's W[inputs, outputs], column by column, is [outputs, inputs] row by row. */
  private void dense(String name, Topology.Layer layer, float[] weights) {
    String weight = name + ".weight";
    String bias = name + ".bias";
    graph.addInitializer(
        Tensors.of(weight, weights, layer.weightsAt(), layer.outputs(), layer.inputs()));
    graph.addInitializer(Tensors.of(bias, weights, layer.biasesAt(), layer.outputs()));
    graph.addNode(
        node("Gemm", name, List.of(current, weight, bias)).addAttribute(number("transB", 1)));
    current = name;
  }

  private void activate(String name, Topology topology) {
    Activation activation = topology.activation();
    String output = name + "." + activation.name().toLowerCase(Locale.ROOT);
    switch (activation) {
      case RELU -> apply("Relu", output, List.of(current));
      case LEAKYRELU -> {
        AttributeProto.Builder slope =
            attribute("alpha", AttributeType.FLOAT).setF((float) topology.slope());
        graph.addNode(node("LeakyRelu", output, List.of(current)).addAttribute(slope));
        current = output;
      }
      case TANH -> apply("Tanh", output, List.of(current));
      case SIGMOID -> apply("Sigmoid", output, List.of(current));
      case IDENTITY -> {}
    }
  }

  private void apply(String operation, String output, List<String> inputs) {
    graph.addNode(node(operation, output, inputs));
    current = output;
  }

  private static NodeProto.Builder node(String operation, String output, List<String> inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(operation)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static AttributeProto.Builder number(String name, long value) {
    return attribute(name, AttributeType.INT).setI(value);
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
