package org.mnistspark.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;

/** model.zip in and out, in DL4J's own format: {@code MultiLayerNetwork.load} reads it. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * Writes configuration, weights and updater state, the normalizer of the features, and what they
   * and the classes are called, which DL4J passes over.
   */
  public static void write(
      MultiLayerNetwork network,
      Optional<FeatureNormalizer> normalizer,
      Signature signature,
      OutputStream out)
      throws IOException {
    ByteArrayOutputStream dl4j = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, dl4j, true);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(dl4j.toByteArray()))) {
      // Not closed: that is up to the caller, whose stream it is.
      ZipOutputStream zip = new ZipOutputStream(out);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        zip.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(zip);
        zip.closeEntry();
      }
      put(zip, SignatureFile.NAME, SignatureFile.write(signature));
      if (normalizer.isPresent()) {
        put(zip, NormalizerFile.NAME, NormalizerFile.write(normalizer.get()));
      }
      zip.finish();
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
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
      ModelZip zip = ModelZip.read(KerasFile.refuseHdf5(in));
      return new SavedModel(name, network(zip), zip.normalizer(), zip.signature());
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
