package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.data.DataException;
import org.mnistspark.testing.Signatures;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.CustomSerializerStrategy;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

/** Models that somebody made to do harm. */
final class HostileModelTest {
  private static final String CONFIGURATION = "configuration.json";
  private static final String WEIGHTS = "coefficients.bin";
  private static final String NORMALIZER = "normalizer.bin";
  private static final AtomicBoolean RAN = new AtomicBoolean();

  /** What a configuration may not make. */
  public static final class Foreign extends ActivationReLU {
    private static final long serialVersionUID = 1L;

    /** Says that it ran. */
    public Foreign() {
      RAN.set(true);
    }
  }

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  @BeforeEach
  void unzipATinyModel() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFiles.write(tiny(), Optional.empty(), Signatures.of(tiny()), out);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
  }

  private static MultiLayerNetwork tiny() {
    NetworkSettings settings =
        new NetworkSettings(4, List.of(3), HiddenActivation.RELU, 2, UpdaterChoice.ADAM, 0.1, 0, 1);
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(settings));
    network.init();
    return network;
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }

  private static MultiLayerNetwork read(byte[] zip) throws IOException {
    return ModelFiles.read(new ByteArrayInputStream(zip), "m.zip").network();
  }

  private String refusal() throws IOException {
    byte[] zip = zip();
    return assertThrows(DataException.class, () -> read(zip)).getMessage();
  }

  private void edit(String from, String to) {
    String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    assertTrue(json.contains(from), json);
    entries.put(CONFIGURATION, json.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aModelInAnyOrderOfEntriesIsReadAsDl4jWroteIt() throws IOException {
    entries.put(CONFIGURATION, entries.remove(CONFIGURATION));

    MultiLayerNetwork again = read(zip());

    assertEquals(tiny().params(), again.params());
    assertEquals(tiny().getUpdater().getStateViewArray(), again.getUpdater().getStateViewArray());
  }

  @Test
  void noClassIsMadeThatTheConfigurationNames() throws IOException {
    String foreign = Foreign.class.getName();
    edit("org.nd4j.linalg.activations.impl.ActivationReLU", foreign);
    String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    // DL4J itself makes it, or this test would show nothing.
    MultiLayerConfiguration.fromJson(json);
    assertTrue(RAN.getAndSet(false));

    String message = refusal();

    assertFalse(RAN.get());
    assertEquals(
        "m.zip: expected a model.zip saved by DL4J's MultiLayerNetwork, found a configuration with "
            + foreign
            + ", which is no part of a network of dense layers; name the model.zip of a run",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.nd4j.linalg.activations.impl.ActivationReLU | java.util.ArrayList<org.x.Y>",
        "org.nd4j.linalg.activations.impl.ActivationReLU | org.nd4j.linalg.activations.impl.A.B",
        "org.deeplearning4j.nn.conf.layers.DenseLayer | org.deeplearning4j.nn.conf.layers.LSTM",
        "XavierUniform\" | Xavier\", \"x\" : [\"org.evil.Class\", {}], \"y\" : \"z\"",
      })
  void namesOfClassesAreFoundInWhateverForm(String from, String to) throws IOException {
    edit(from, to);

    assertTrue(refusal().contains("which is no part of a network of dense layers"), refusal());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "preprocessor.bin | found a zip with the entry preprocessor.bin;",
        "../../evil | found a zip with the entry ../../evil;",
      })
  void otherEntriesAreNotUnpacked(String name, String found) throws IOException {
    // Java-serialized objects, which DL4J itself would make.
    entries.put(name, new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5});

    assertTrue(refusal().contains(found), refusal());
  }

  /** What DL4J's own reader would make an object of. */
  public static final class ForeignStrategy extends CustomSerializerStrategy<DataNormalization> {
    /** Says that it ran. */
    public ForeignStrategy() {
      RAN.set(true);
    }

    @Override
    public Class<DataNormalization> getSupportedClass() {
      return DataNormalization.class;
    }

    @Override
    public void write(DataNormalization normalizer, OutputStream out) {}

    @Override
    public DataNormalization restore(InputStream in) {
      return new ImagePreProcessingScaler();
    }
  }

  /** Content of a normalizer.bin, after the header. */
  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private void normalizer(String type, Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeUTF("NORMALIZER");
    data.writeInt(1);
    data.writeUTF(type);
    content.write(data);
    entries.put(NORMALIZER, out.toByteArray());
  }

  private static void statistics(DataOutputStream out, float... values) throws IOException {
    Nd4j.write(Nd4j.createFromArray(values), out);
  }

  @Test
  void noClassIsMadeThatANormalizerNames() throws Exception {
    normalizer("CUSTOM", out -> out.writeUTF(ForeignStrategy.class.getName()));
    // DL4J itself makes it, or this test would show nothing.
    NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(entries.get(NORMALIZER)));
    assertTrue(RAN.getAndSet(false));

    String message = refusal();

    assertFalse(RAN.get());
    assertEquals(
        "m.zip: expected a model.zip saved by DL4J's MultiLayerNetwork, found a normalizer of type CUSTOM ("
            + ForeignStrategy.class.getName()
            + "), not STANDARDIZE, MIN_MAX or IMAGE_MIN_MAX; save the model without it, and normalize the features beforehand",
        message);
  }

  @Test
  void javaObjectsAreNoNormalizers() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject("what DL4J of old wrote, and still reads");
    }
    entries.put(NORMALIZER, out.toByteArray());

    assertTrue(
        refusal().contains("in another format than that of DL4J's NormalizerSerializer; save"),
        refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MULTI_STANDARDIZE", "MULTI_HYBRID", "IMAGE_VGG16", "another"})
  void normalizersOfOtherTypesAreNamed(String type) throws IOException {
    normalizer(type, out -> {});

    assertTrue(refusal().contains("found a normalizer of type " + type + ", not"), refusal());
  }

  static List<Arguments> normalizers() {
    Content four = out -> statistics(out, 1, 2, 3, 4);
    return List.of(
        Arguments.of(
            "STANDARDIZE",
            (Content) out -> out.writeBoolean(true),
            "a normalizer of labels, too; fit it with fitLabel(false), as labels are classes here"),
        Arguments.of(
            "STANDARDIZE",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  statistics(out, 1, 2, 3);
                },
            "normalizer.bin of 3 features for a network of 4 inputs;"),
        Arguments.of(
            "STANDARDIZE",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  four.write(out);
                  statistics(out, 1, Float.NaN, 3, 4);
                },
            "normalizer.bin with the number NaN;"),
        Arguments.of(
            "STANDARDIZE",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  four.write(out);
                },
            "normalizer.bin that is damaged or cut short;"),
        Arguments.of(
            "STANDARDIZE",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  four.write(out);
                  four.write(out);
                  out.write(0);
                },
            "normalizer.bin with bytes after its end;"),
        Arguments.of(
            "MIN_MAX",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  out.writeDouble(0);
                  out.writeDouble(1);
                  statistics(out, 0, 0, 1000, 0);
                  statistics(out, 1, 1, 1000, 1);
                },
            "a NormalizerMinMaxScaler that divides feature 2 by 0;"),
        Arguments.of(
            "MIN_MAX",
            (Content)
                out -> {
                  out.writeBoolean(false);
                  out.writeDouble(Double.NEGATIVE_INFINITY);
                  out.writeDouble(1);
                },
            "normalizer.bin with the number -Infinity;"),
        Arguments.of(
            "IMAGE_MIN_MAX",
            (Content)
                out -> {
                  out.writeDouble(0);
                  out.writeDouble(1);
                  out.writeDouble(0);
                },
            "normalizer.bin with a largest pixel value of 0.0;"));
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void normalizersThatAreNotSoundAreRefused(String type, Content content, String found)
      throws IOException {
    normalizer(type, content);

    assertTrue(refusal().contains("found " + found), refusal());
  }

  @Test
  void aNormalizerOfAnotherVersionIsRefused() throws IOException {
    normalizer("IMAGE_MIN_MAX", out -> {});
    entries.get(NORMALIZER)[2 + "NORMALIZER".length() + 3] = 2;

    assertTrue(refusal().contains("found normalizer.bin of version 2, not 1;"), refusal());
  }

  @Test
  void aNormalizerWhoseBoundIsNotKnownYetIsNotRead() throws IOException {
    normalizer(
        "IMAGE_MIN_MAX",
        out -> {
          for (double value : new double[] {0, 1, 255}) {
            out.writeDouble(value);
          }
        });
    read(zip());
    entries.put(CONFIGURATION, entries.remove(CONFIGURATION));

    assertTrue(
        refusal().contains("found a zip with the entry normalizer.bin before configuration.json;"),
        refusal());
  }

  @Test
  void aScalerOfManyInputsCostsNothing() throws IOException {
    edit("\"nin\" : 4", "\"nin\" : 16777216");
    edit("\"nout\" : 3", "\"nout\" : 1");
    edit("\"nin\" : 3", "\"nin\" : 1");
    entries.remove(WEIGHTS);
    entries.remove("updaterState.bin");
    normalizer(
        "IMAGE_MIN_MAX",
        out -> {
          for (double value : new double[] {0, 1, 255}) {
            out.writeDouble(value);
          }
        });

    assertWithin(4 << 20, "found a zip without the entry coefficients.bin;");
  }

  @Test
  void aLengthOfStatisticsWithoutContentCostsNothing() throws IOException {
    edit("\"nin\" : 4", "\"nin\" : 16777216");
    edit("\"nout\" : 3", "\"nout\" : 1");
    edit("\"nin\" : 3", "\"nin\" : 1");
    entries.remove(WEIGHTS);
    normalizer(
        "STANDARDIZE",
        out -> {
          out.writeBoolean(false);
          out.write(array(1 << 24, 100));
        });

    assertWithin(4 << 20, "found normalizer.bin that is damaged or cut short;");
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "4294967296", "68719476736", "67108864"})
  void sizesThatOverflowOrExceedAreRefused(String size) throws IOException {
    edit("\"nin\" : 4", "\"nin\" : " + size);

    String message = refusal();

    assertTrue(
        message.contains("found layer 0 of") || message.contains("found more than 67108864"),
        message);
  }

  @Test
  void layersThatDoNotFitOneAnotherAreRefused() throws IOException {
    edit("\"nin\" : 3", "\"nin\" : 5");

    assertTrue(
        refusal().contains("found layer 1 of 5 inputs and 2 outputs after 3 outputs"), refusal());
  }

  @Test
  void aConfigurationNestedWithoutEndIsRefused() throws IOException {
    entries.put(CONFIGURATION, "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8));

    assertTrue(refusal().contains("found a configuration nested deeper than 32"), refusal());
  }

  @Test
  void aBombOfAConfigurationIsNotInflated() throws IOException {
    byte[] spaces = new byte[64 << 20];
    Arrays.fill(spaces, (byte) ' ');
    entries.put(CONFIGURATION, spaces);

    assertWithin(8 << 20, "found a configuration of more than 1048576 bytes");
  }

  @Test
  void aBombOfWeightsIsNotInflated() throws IOException {
    entries.put(WEIGHTS, array(1 << 24, 64 << 20));

    assertWithin(4 << 20, "found coefficients.bin with 16777216 values, not 1 to 23;");
  }

  @Test
  void aLengthWithoutContentCostsNothing() throws IOException {
    // Before the configuration, which would limit it.
    byte[] configuration = entries.remove(CONFIGURATION);
    entries.put(WEIGHTS, array(1 << 26, 100));
    entries.put(CONFIGURATION, configuration);

    assertWithin(4 << 20, "found coefficients.bin that ends after 25 of 67108864 values;");
  }

  @Test
  void stridesAreNotFollowed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nd4j.write(Nd4j.ones(1, 23), new DataOutputStream(out));
    byte[] array = out.toByteArray();
    // After mode, length and type, and rank, rows and columns.
    int strides = 2 + array[1] + 8 + 2 + "LONG".length() + 3 * 8;
    Arrays.fill(array, strides, strides + 16, (byte) 0x7F);
    entries.put(WEIGHTS, array);

    INDArray weights = read(zip()).params();

    assertEquals(23, weights.length());
    assertEquals(23, weights.sumNumber().doubleValue());
  }

  @Test
  void aZipCutBetweenEntriesIsNoWholeOne() throws IOException {
    byte[] zip = zip();
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    byte[] cut = Arrays.copyOf(zip, text.lastIndexOf("PK\u0003\u0004"));

    String message = assertThrows(DataException.class, () -> read(cut)).getMessage();

    assertTrue(
        message.contains("found a file that is not a zip file, or one without its end"), message);
  }

  @Test
  void damagedBytesAreFoundByTheirChecksum() throws IOException {
    byte[] zip = zip();
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    // The checksum in the record after the compressed bytes.
    zip[text.indexOf("PK\u0007\u0008") + 4] ^= 1;

    String message = assertThrows(DataException.class, () -> read(zip)).getMessage();

    assertTrue(message.contains("found a file that is not a zip file, or a damaged one"), message);
    assertTrue(message.contains("CRC"), message);
  }

  @Test
  void onlyFloatsAreRead() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nd4j.write(Nd4j.createFromArray(new double[23]).reshape(1, 23), new DataOutputStream(out));
    entries.put(WEIGHTS, out.toByteArray());

    assertTrue(refusal().contains("found coefficients.bin of type DOUBLE, not FLOAT"), refusal());
  }

  /** A row of so many floats by its header, and so many bytes. */
  private static byte[] array(int length, int bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeUTF("LONG_SHAPE");
    data.writeLong(8);
    data.writeUTF("LONG");
    for (long value : new long[] {2, 1, length, 1, 1, 8192, 1, 99}) {
      data.writeLong(value);
    }
    data.writeUTF("MIXED_DATA_TYPES");
    data.writeLong(length);
    data.writeUTF("FLOAT");
    data.write(new byte[bytes]);
    return out.toByteArray();
  }

  private void assertWithin(long bytes, String found) throws IOException {
    byte[] zip = zip();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long nativeBefore = Pointer.totalBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    String message = assertThrows(DataException.class, () -> read(zip)).getMessage();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertTrue(message.contains(found), message);
    assertTrue(allocated < bytes, "allocated " + allocated);
    assertTrue(Pointer.totalBytes() - nativeBefore < bytes, "native memory");
  }

  @Test
  void aKerasFileIsRefusedByName() throws IOException {
    entries.clear();
    entries.put("metadata.json", "{\"keras_version\": \"3.8.0\"}".getBytes(StandardCharsets.UTF_8));
    entries.put("config.json", new byte[2 << 20]);
    entries.put("model.weights.h5", new byte[10]);

    assertEquals(KERAS, refusal());
  }

  @Test
  void anHdf5FileIsRefusedByName() {
    byte[] hdf5 = "\u0089HDF\r\n\u001A\n........".getBytes(StandardCharsets.ISO_8859_1);

    assertEquals(KERAS, assertThrows(DataException.class, () -> read(hdf5)).getMessage());
  }

  private static final String KERAS =
      "m.zip: expected a model.zip saved by DL4J's MultiLayerNetwork, found a Keras file;"
          + " Keras files are not read: train the network here, or load its weights into a MultiLayerNetwork and save that";

  @Test
  void aZipWithoutKerasWeightsIsNotAKerasFile() throws IOException {
    entries.clear();
    entries.put("config.json", new byte[2]);
    entries.put("metadata.json", new byte[2]);
    entries.put("weights.bin", new byte[10]);

    assertTrue(refusal().contains("found a zip with the entry config.json"), refusal());
  }
}
