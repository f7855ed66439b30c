package org.mnistspark.dl4j;

import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mnistspark.engine.Network;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J configurations of the job's networks. */
public final class Networks {
  /** ND4J's generator takes 0 for no seed at all, and draws other weights every time. */
  private static final long SEED_FOR_ZERO = Long.MIN_VALUE;

  private Networks() {}

  /** Loads OpenBLAS and ND4J into this process. */
  public static void load() {
    Nd4j.create(1);
  }

  /**
   * Dense layers and a softmax output with categorical cross-entropy, Glorot uniform weights and
   * zero biases: the notebook's network.
   */
  public static MultiLayerConfiguration configuration(NetworkSettings settings) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(settings.seed() == 0 ? SEED_FOR_ZERO : settings.seed())
            // Keras' glorot_uniform; DL4J's plain XAVIER is Gaussian.
            .weightInit(WeightInit.XAVIER_UNIFORM)
            .updater(settings.updater().dl4j(settings.learningRate()));
    if (settings.l2() > 0) {
      builder.l2(settings.l2());
    }
    NeuralNetConfiguration.ListBuilder layers = builder.list();
    int inputs = settings.inputs();
    for (int units : settings.hidden()) {
      layers.layer(
          new DenseLayer.Builder()
              .nIn(inputs)
              .nOut(units)
              .activation(settings.activation().dl4j())
              .build());
      inputs = units;
    }
    layers.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(inputs)
            .nOut(settings.classes())
            .activation(Activation.SOFTMAX)
            .build());
    return layers.build();
  }

  /**
   * The network as it is now, ready to be sent to executors: on the fused step's forward pass where
   * that covers it, else on DL4J's.
   *
   * @param name of the model, for error messages
   * @param threads native threads per task
   * @throws org.mnistspark.data.DataException when the network does not map vectors to class
   *     probabilities
   */
  public static Classifier classifier(MultiLayerNetwork network, String name, int threads) {
    return FusedNetwork.ifSupported(network.getLayerWiseConfigurations())
        .<Classifier>map(fused -> mlp(fused, network))
        .orElseGet(() -> NetworkClassifier.of(network, name, threads));
  }

  /**
   * The network as it is now, on the fused step's forward pass.
   *
   * @throws UnsupportedNetworkException naming the first thing that the fused step does not cover
   */
  public static Mlp mlp(MultiLayerNetwork network) {
    return mlp(FusedNetwork.of(network.getLayerWiseConfigurations()), network);
  }

  private static Mlp mlp(FusedNetwork fused, MultiLayerNetwork network) {
    return new Mlp(fused.topology(), network.params().toFloatVector());
  }

  /** A network with its initial weights. */
  public static MultiLayerNetwork init(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /**
   * A configuration as the engine takes it.
   *
   * @throws UnsupportedNetworkException naming the first thing that the engine does not cover
   */
  public static Network forEngine(MultiLayerConfiguration configuration) {
    return FusedNetwork.of(configuration).network();
  }

  /** Inputs and outputs of each layer and its activation, in one line, for messages. */
  public static String layers(MultiLayerNetwork network) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (network.getLayer(i).conf().getLayer() instanceof FeedForwardLayer dense) {
        line.append(i == 0 ? dense.getNIn() + "" : "")
            .append("-")
            .append(dense.getNOut())
            .append(" ")
            .append(dense.getActivationFn().toString().replaceFirst("\\(.*", ""));
      }
    }
    return line.toString();
  }

  /** The layers as a table in the manner of Keras' {@code model.summary()}. */
  public static String summary(MultiLayerNetwork network) {
    String rule = "-".repeat(58);
    StringBuilder table = new StringBuilder();
    table.append(row("Layer", "Output shape", "Activation", "Param #")).append(rule).append('\n');
    for (int i = 0; i < network.getnLayers(); i++) {
      org.deeplearning4j.nn.conf.layers.Layer layer = network.getLayer(i).conf().getLayer();
      String name = layer.getClass().getSimpleName().replace("Layer", "");
      String shape = "-";
      String activation = "-";
      if (layer instanceof FeedForwardLayer dense) {
        shape = "(None, " + dense.getNOut() + ")";
        // Without settings, which leaky relus show.
        activation = dense.getActivationFn().toString().replaceFirst("\\(.*", "");
      }
      String parameters = String.format(Locale.ROOT, "%,d", network.getLayer(i).numParams());
      table.append(row(i + " " + name, shape, activation, parameters));
    }
    table.append(rule).append('\n');
    return table
        .append("Total params: ")
        .append(String.format(Locale.ROOT, "%,d", network.numParams()))
        .append('\n')
        .toString();
  }

  private static String row(String layer, String shape, String activation, String parameters) {
    return String.format(
        Locale.ROOT, "%-14s%-18s%-14s%12s%n", layer, shape, activation, parameters);
  }
}
