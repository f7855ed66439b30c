package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.DataException;
import org.mnistspark.testing.Signatures;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

final class ModelFilesTest {
  @TempDir Path folder;

  private static MultiLayerNetwork trained() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(Networks.configuration(NetworksTest.notebook(3)));
    network.init();
    network.fit(new DataSet(Nd4j.ones(4, 784), Nd4j.eye(10).getRows(1, 2, 3, 4)));
    return network;
  }

  private static byte[] bytes(MultiLayerNetwork network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFiles.write(network, Optional.empty(), Signatures.of(network), out);
    return out.toByteArray();
  }

  private static String refusal(byte[] content) {
    return assertThrows(
            DataException.class, () -> ModelFiles.read(new ByteArrayInputStream(content), "m.zip"))
        .getMessage();
  }

  @Test
  void aModelComesBackWithItsUpdaterState() throws IOException {
    MultiLayerNetwork network = trained();

    MultiLayerNetwork again =
        ModelFiles.read(new ByteArrayInputStream(bytes(network)), "m.zip").network();

    assertEquals(network.params(), again.params());
    assertEquals(network.getUpdater().getStateViewArray(), again.getUpdater().getStateViewArray());
  }

  @Test
  void dl4jItselfLoadsIt() throws IOException {
    MultiLayerNetwork network = trained();
    Path file = folder.resolve("model.zip");
    Files.write(file, bytes(network));

    assertEquals(network.params(), MultiLayerNetwork.load(file.toFile(), true).params());
  }

  @Test
  void rejectsAFileThatIsNoZip() {
    String message = refusal("not a model".getBytes(StandardCharsets.UTF_8));

    assertTrue(
        message.startsWith(
            "m.zip: expected a model.zip saved by DL4J's MultiLayerNetwork, found a file that is not a zip file"),
        message);
  }

  @Test
  void rejectsAnotherZip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }

    String message = refusal(out.toByteArray());

    assertTrue(message.contains("found a zip with the entry readme.txt;"), message);
  }

  @Test
  void rejectsAConfigurationOfSomethingElse() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : new String[] {"configuration.json", "coefficients.bin"}) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
      }
    }

    String message = refusal(out.toByteArray());

    assertTrue(message.contains("found one whose content cannot be read"), message);
  }

  @Test
  void rejectsATruncatedModel() throws IOException {
    byte[] whole = bytes(trained());

    String message = refusal(Arrays.copyOf(whole, whole.length / 2));

    assertTrue(message.contains("found a file that is not a zip file"), message);
  }
}
