package org.mnistspark.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.cli.Main;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.IdxWriter;
import org.mnistspark.data.NpzEntries;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.image.DigitImage;
import org.mnistspark.image.ImageDecoder;
import org.mnistspark.run.checkpoint.Checkpoint;
import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.RunIdentity;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunLocation;
import org.mnistspark.spark.input.TableSamples;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.testing.Exif;
import org.mnistspark.testing.Pictures;
import org.mnistspark.testing.Signatures;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Damaged files of every format that a user names by path: each is read or refused in the
 * documented way, in bounded memory and time. A case is repeated by its format and number.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FuzzTest {
  private static final long SEED = 20_240_607;
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private static byte[] idx(ArrayHeader header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Random random = new Random(header.hashCode());
    try (IdxWriter writer = new IdxWriter(out, header)) {
      byte[] item = new byte[header.itemBytes()];
      for (int i = 0; i < header.items(); i++) {
        random.nextBytes(item);
        writer.write(item);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static List<byte[]> idxFiles() {
    return List.of(
        idx(ArrayHeader.of(ElementType.UNSIGNED_BYTE, 9, 5, 5)),
        idx(ArrayHeader.of(ElementType.UNSIGNED_BYTE, 9)),
        idx(ArrayHeader.of(ElementType.FLOAT, 3, 4)),
        idx(ArrayHeader.of(ElementType.SHORT, 20)));
  }

  /** Every item, after the checks of the file's length that the driver does. */
  private static void readIdx(byte[] file) throws IOException {
    boolean gzip = file.length > 1 && file[0] == 0x1F && file[1] == (byte) 0x8B;
    try (ArrayReader reader = ArrayReader.open(new ByteArrayInputStream(file), "f")) {
      if (gzip) {
        reader.header().checkGzipLength(file.length, "f");
      } else {
        reader.header().checkFileLength(file.length, "f");
      }
      byte[] item = new byte[reader.header().itemBytes()];
      while (reader.next(item)) {
        // on to the end, where checksum and length are checked
      }
    }
  }

  @Test
  void idxFilesAreReadOrRefused() throws Exception {
    new Format(
            "IDX",
            idxFiles(),
            Mutations::bytes,
            FuzzTest::readIdx,
            Set.of(DataException.class),
            MIB)
        .fuzz(4000, SEED);
  }

  private static byte[] npy(String descr, String shape, int bytes) {
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0};
    out.writeBytes(magic);
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static List<byte[]> npyFiles() {
    return List.of(npy("|u1", "(9, 5, 5)", 225), npy("<f4", "(3, 4)", 48), npy("<i8", "(5,)", 40));
  }

  @Test
  void npyFilesAreReadOrRefused() throws Exception {
    new Format(
            "npy",
            npyFiles(),
            Mutations::bytes,
            FuzzTest::readIdx,
            Set.of(DataException.class),
            MIB)
        .fuzz(2000, SEED);
  }

  private static byte[] npz(boolean compressed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(compressed ? 9 : 0);
      for (int i = 0; i < npyFiles().size(); i++) {
        zip.putNextEntry(new ZipEntry("array_" + i + ".npy"));
        zip.write(npyFiles().get(i));
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  /** As the driver reads headers, and a task an entry. */
  private static void readNpz(byte[] file) throws IOException {
    for (String entry : NpzEntries.headers(new ByteArrayInputStream(file), "f.npz").keySet()) {
      try (ArrayReader reader =
          ArrayReader.openEntry(new ByteArrayInputStream(file), entry, "f.npz")) {
        reader.header().checkGzipLength(file.length, "f.npz");
        byte[] item = new byte[reader.header().itemBytes()];
        while (reader.next(item)) {
          // on to the end
        }
      }
    }
  }

  @Test
  void npzFilesAreReadOrRefused() throws Exception {
    new Format(
            "npz",
            List.of(npz(true), npz(false)),
            Mutations::bytes,
            FuzzTest::readNpz,
            Set.of(DataException.class),
            4 * MIB)
        .fuzz(1500, SEED);
  }

  @Test
  void beginningsOfTablesAreReadOrRefused() throws Exception {
    Path file = folder.resolve("table.csv");
    List<byte[]> tables =
        Stream.of("a,b,label\n1,2,x\n3,4,\"y, z\"\n", "0;1.5;2\n1;2.5;3\n", "a\tb\n1\t2\n\n")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    new Format(
            "CSV",
            tables,
            Mutations::bytes,
            content -> {
              Files.write(file, content);
              TableSamples.look(file);
            },
            Set.of(DataException.class),
            64 * MIB)
        .fuzz(200, SEED);
  }

  @Test
  void gzipFilesAreReadOrRefused() throws Exception {
    List<byte[]> plain = idxFiles();
    new Format(
            "gzip",
            plain.stream().map(Mutations::gzip).toList(),
            (file, seeds, random) ->
                random.nextBoolean()
                    ? Mutations.bytes(file, seeds, random)
                    : Mutations.gzip(
                        Mutations.bytes(plain.get(random.nextInt(plain.size())), plain, random)),
            FuzzTest::readIdx,
            Set.of(DataException.class),
            2 * MIB)
        .fuzz(2000, SEED);
  }

  @Test
  void picturesAreReadOrRefused() throws Exception {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 5; y < 25; y++) {
      image.getRaster().setSample(20, y, 0, 200);
    }
    byte[] exif = Exif.directory(6, ByteOrder.BIG_ENDIAN);
    List<byte[]> seeds = new ArrayList<>();
    for (String format : List.of("png", "jpg", "gif", "bmp", "tif")) {
      seeds.add(Pictures.encoded(image, format));
    }
    seeds.add(Exif.inPng(seeds.get(0), exif));
    seeds.add(Exif.inJpeg(seeds.get(1), exif));
    new Format(
            "picture",
            seeds,
            Mutations::bytes,
            file -> {
              try {
                DigitImage.normalize(ImageDecoder.decode(file));
              } catch (IOException e) {
                // The job names the file and what it expected.
                throw new DataException("expected a picture, found " + e.getMessage());
              }
            },
            Set.of(DataException.class),
            256 * MIB)
        .fuzz(1500, SEED);
  }

  @Test
  void dataFoldersAreReadOrRefused() throws Exception {
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.write(
        folder.resolve("train-labels-idx1-ubyte"),
        idx(ArrayHeader.of(ElementType.UNSIGNED_BYTE, 9)));
    Configuration conf = new Configuration();
    new Format(
            "data folder",
            List.of(idx(ArrayHeader.of(ElementType.UNSIGNED_BYTE, 9, 5, 5))),
            (file, seeds, random) -> {
              byte[] damaged = Mutations.bytes(file, seeds, random);
              return random.nextBoolean() ? damaged : Mutations.gzip(damaged);
            },
            file -> {
              Files.write(images, file);
              Frames.summarize(conf, folder.toString(), Split.TRAIN, 5);
            },
            Set.of(DataException.class),
            4 * MIB)
        .fuzz(1000, SEED);
  }

  private static byte[] saved(MultiLayerNetwork network) throws IOException {
    network.init();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFiles.write(network, Optional.empty(), Signatures.of(network), out);
    return out.toByteArray();
  }

  private static List<byte[]> models() throws IOException {
    Networks.load();
    NetworkSettings tiny =
        new NetworkSettings(
            4, List.of(3), HiddenActivation.RELU, 2, UpdaterChoice.RMSPROP, 0.1, 0.01, 1);
    MultiLayerNetwork other =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.1))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).dropOut(0.5).build())
                .layer(new BatchNormalization.Builder().nIn(5).nOut(5).build())
                .layer(new DropoutLayer.Builder(0.5).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    List<byte[]> models = new ArrayList<>();
    models.add(saved(new MultiLayerNetwork(Networks.configuration(tiny))));
    models.add(saved(other));
    INDArray four = Nd4j.createFromArray(0.25f, 0.5f, 0.75f, 1f);
    NormalizerMinMaxScaler minMax = new NormalizerMinMaxScaler(-1, 1);
    minMax.setFeatureStats(four.sub(1), four);
    for (Normalizer<?> normalizer :
        List.of(
            new NormalizerStandardize(four, four), minMax, new ImagePreProcessingScaler(-1, 1))) {
      models.add(with(normalizer, models.get(0)));
    }
    return models;
  }

  private static byte[] with(Normalizer<?> normalizer, byte[] model) throws IOException {
    List<String> names = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    Mutations.unzip(model, names, contents);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(normalizer, out);
    names.add(ModelSerializer.NORMALIZER_BIN);
    contents.add(out.toByteArray());
    return Mutations.zipped(names, contents);
  }

  private static void evaluate(byte[] file) throws IOException {
    Classifier classifier = ModelFiles.read(new ByteArrayInputStream(file), "m.zip").forTables(1);
    float[] probabilities = new float[classifier.classes()];
    classifier.classify(new float[classifier.inputs()], 1, probabilities);
  }

  @Test
  void modelsAreReadOrRefused() throws Exception {
    List<byte[]> models = models();
    long before = Pointer.physicalBytes();
    new Format(
            "model.zip",
            models,
            (file, seeds, random) ->
                random.nextInt(3) == 0
                    ? Mutations.bytes(file, seeds, random)
                    : Mutations.zip(file, seeds, random),
            FuzzTest::evaluate,
            Set.of(DataException.class),
            4 * MIB)
        .fuzz(3000, SEED);
    // The whole process, the heap's growth included: native memory has no counter per thread.
    assertTrue(Pointer.physicalBytes() - before < 2048L * MIB, "native memory");
  }

  /** Up to the check of the settings, which an epoch count of 0 always fails. */
  private void configure(byte[] file) throws IOException {
    Path config = folder.resolve("own.properties");
    Files.write(config, file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] arguments = {"train", "--epochs=0", "--config", config.toString()};
    int code = Main.run(arguments, new PrintStream(out), new PrintStream(err));
    String message = err.toString(StandardCharsets.UTF_8);
    assertEquals(2, code, message);
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertTrue(message.lines().count() <= 2, message);
    if (!message.contains("--epochs: expected a number greater than 0, found 0")) {
      throw new ConfigurationException("expected settings, found " + message.lines().findFirst());
    }
  }

  @Test
  void propertiesAreReadOrRefused() throws Exception {
    String own =
        "# own\nepochs = 3\nhidden = 512,256\nactivation=tanh\nlearning-rate : 0.01\ndata = \\u0041\n";
    new Format(
            "properties",
            List.of(
                Files.readAllBytes(Path.of("conf", "mnist.properties")),
                own.getBytes(StandardCharsets.UTF_8)),
            (file, seeds, random) ->
                random.nextBoolean()
                    ? Mutations.bytes(file, seeds, random)
                    : Mutations.text(file, random),
            this::configure,
            Set.of(ConfigurationException.class),
            32 * MIB)
        .fuzz(500, SEED);
  }

  private static byte[] withChecksum(byte[] file, List<byte[]> seeds, Random random) {
    byte[] body = Arrays.copyOf(file, file.length - 32);
    byte[] damaged =
        random.nextBoolean()
            ? Mutations.bytes(body, seeds, random)
            : Mutations.header(body, 16, random);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(damaged);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(damaged);
      out.writeBytes(digest);
      return out.toByteArray();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Checkpoint checkpoint(Optional<Checkpoint.Best> best) {
    return new Checkpoint(
        new RunIdentity(Map.of("seed", "42", "workers", "2"), Map.of()),
        new TrainingState(
            new ModelState(new float[30], new float[30], new float[0], 12),
            new Progress(3, 3, 0, 0, 20, 1.5, 10)),
        0.5,
        List.of(
            new EpochHistory(1, 0.5, 0.8, 0.4, 0.9, 1, 100),
            new EpochHistory(2, 0.4, 0.9, 0.3, 0.95, 1, 100)),
        new Checkpoint.Totals(2, 200, 10),
        best);
  }

  @Test
  void checkpointsAreReadOrRefused() throws Exception {
    RunDirectory run =
        RunLocation.ofRun(new Configuration(), folder.toString(), "run").create(false);
    Checkpoints checkpoints = new Checkpoints(run);
    Path file = folder.resolve("run/checkpoints/epoch-000002-round-000000003.ckpt");
    List<byte[]> seeds = new ArrayList<>();
    ModelState state = new ModelState(new float[30], new float[0], new float[30], 9);
    for (Optional<Checkpoint.Best> best :
        List.of(
            Optional.<Checkpoint.Best>empty(), Optional.of(new Checkpoint.Best(1, 0.3, state)))) {
      checkpoints.save(checkpoint(best));
      seeds.add(Files.readAllBytes(file));
    }
    new Format(
            "checkpoint",
            seeds,
            (damaged, all, random) ->
                random.nextInt(3) == 0
                    ? Mutations.bytes(damaged, all, random)
                    : withChecksum(damaged, all, random),
            bytes -> {
              Files.write(file, bytes);
              checkpoints.newest(
                  warning -> {
                    throw new DataException(warning);
                  });
            },
            Set.of(DataException.class),
            2 * MIB)
        .fuzz(2000, SEED);
  }
}
