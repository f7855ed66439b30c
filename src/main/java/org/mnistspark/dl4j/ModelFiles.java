package org.mnistspark.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.mnistspark.data.DataException;

/** model.zip in and out, in DL4J's own format: {@code MultiLayerNetwork.load} reads it. */
public final class ModelFiles {
  private static final List<String> ENTRIES =
      List.of(ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN);

  private ModelFiles() {}

  /** Writes configuration, weights and updater state. */
  public static void write(MultiLayerNetwork network, OutputStream out) throws IOException {
    ModelSerializer.writeModel(network, out, true);
  }

  /**
   * Reads a model.
   *
   * @param name for error messages
   * @throws DataException when the stream is no zip, no DL4J MultiLayerNetwork, or damaged
   */
  public static MultiLayerNetwork read(InputStream in, String name) throws IOException {
    OpenBlas.beforeNd4j();
    // Through a file: ModelSerializer reads its entries at random.
    Path copy = Files.createTempFile("mnist-spark-model", ".zip");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      checkEntries(copy, name);
      return ModelSerializer.restoreMultiLayerNetwork(copy.toFile(), true);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException | ZipException e) {
      // DL4J throws whatever its parsers meet: JSON errors, negative lengths, unknown classes.
      throw notAModel(name, "one whose content cannot be read (" + e.getMessage() + ")", e);
    } finally {
      Files.delete(copy);
    }
  }

  private static void checkEntries(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (String entry : ENTRIES) {
        if (zip.getEntry(entry) == null) {
          throw notAModel(name, "a zip without the entry " + entry, null);
        }
      }
    } catch (ZipException e) {
      throw notAModel(name, "a file that is no zip (" + e.getMessage() + ")", e);
    }
  }

  private static DataException notAModel(String name, String found, Exception cause) {
    String message =
        name
            + ": expected a model.zip saved by DL4J's MultiLayerNetwork, found "
            + found
            + "; name the model.zip of a run";
    return new DataException(message, cause);
  }
}
