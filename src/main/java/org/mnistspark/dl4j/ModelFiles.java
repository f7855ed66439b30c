package org.mnistspark.dl4j;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.mnistspark.data.DataException;

/** model.zip in and out, in DL4J's own format: {@code MultiLayerNetwork.load} reads it. */
public final class ModelFiles {
  private ModelFiles() {}

  /** Writes configuration, weights and updater state. */
  public static void write(MultiLayerNetwork network, OutputStream out) throws IOException {
    ModelSerializer.writeModel(network, out, true);
  }

  /**
   * Reads a model of dense layers. The stream may hold anything: no class is loaded that it names,
   * and memory is bounded by the parameters of its configuration, at most {@value
   * ModelConfiguration#MAX_PARAMETERS}. A normalizer is read if it is one of DL4J's scalers.
   *
   * @param name for error messages
   * @throws DataException when the stream is not a zip file, not a DL4J MultiLayerNetwork of float
   *     values and dense layers, damaged, or has a normalizer of another kind
   */
  public static SavedModel read(InputStream in, String name) throws IOException {
    try {
      ModelZip zip = ModelZip.read(in);
      return new SavedModel(name, network(zip), zip.normalizer());
    } catch (MalformedModelException e) {
      throw notAModel(name, e.getMessage(), e.remedy(), e);
    } catch (ZipException | EOFException e) {
      throw notAModel(
          name,
          "a file that is not a zip file, or a damaged one ("
              + MalformedModelException.shown(String.valueOf(e.getMessage()))
              + ")",
          MalformedModelException.REMEDY,
          e);
    } catch (RuntimeException e) {
      // DL4J throws whatever its checks meet; so does the JDK for entry names that are no text.
      throw notAModel(
          name,
          "one whose content cannot be read (" + MalformedModelException.shown(e + ")"),
          MalformedModelException.REMEDY,
          e);
    }
  }

  private static MultiLayerNetwork network(ModelZip zip) {
    MultiLayerNetwork network = new MultiLayerNetwork(zip.configuration());
    network.init(NetworkStates.row(zip.weights()), false);
    zip.updaterState()
        .ifPresent(
            state ->
                network.getUpdater().setStateViewArray(network, NetworkStates.row(state), false));
    return network;
  }

  private static DataException notAModel(
      String name, String found, String remedy, Exception cause) {
    return new DataException(
        "%s: expected a model.zip saved by DL4J's MultiLayerNetwork, found %s; %s"
            .formatted(name, found, remedy),
        cause);
  }
}
