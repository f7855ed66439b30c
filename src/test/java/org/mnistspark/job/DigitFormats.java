package org.mnistspark.job;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A set of digits, written in the formats that people have MNIST in. */
@SuppressWarnings("ArrayRecordComponent") // Lives in one test.
record DigitFormats(String split, List<byte[]> images, byte[] labels) {
  private static final int SIDE = 28;

  /** The IDX files of a split. */
  static DigitFormats of(Path folder, String split, String prefix) throws IOException {
    byte[] pixels = Files.readAllBytes(folder.resolve(prefix + "-images-idx3-ubyte"));
    byte[] labels = Files.readAllBytes(folder.resolve(prefix + "-labels-idx1-ubyte"));
    List<byte[]> images = new ArrayList<>();
    for (int at = 16; at < pixels.length; at += SIDE * SIDE) {
      images.add(Arrays.copyOfRange(pixels, at, at + SIDE * SIDE));
    }
    return new DigitFormats(split, images, Arrays.copyOfRange(labels, 8, labels.length));
  }

  /** Entries of an npz file as numpy names them. */
  void npz(ZipOutputStream zip) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (byte[] image : images) {
      pixels.write(image);
    }
    put(zip, "x_" + split, npy("(" + images.size() + ", 28, 28)", pixels.toByteArray()));
    put(zip, "y_" + split, npy("(" + images.size() + ",)", labels));
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    zip.write(content);
    zip.closeEntry();
  }

  /** A npy file of unsigned bytes, as numpy writes it. */
  static byte[] npy(String shape, byte[] content) throws IOException {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    String padded = text + " ".repeat(64 - (10 + text.length() + 1) % 64) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(padded.length() & 0xFF);
    out.write(padded.length() >> 8);
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    out.write(content);
    return out.toByteArray();
  }

  /** Lines of label and pixels, without a header, gzip. */
  void csv(Path file) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file));
        PrintStream lines = new PrintStream(out, false, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < labels.length; i++) {
        byte[] image = images.get(i);
        String pixels =
            IntStream.range(0, image.length)
                .mapToObj(p -> Integer.toString(image[p] & 0xFF))
                .collect(Collectors.joining(","));
        lines.print(labels[i] + "," + pixels + "\n");
      }
    }
  }

  /** A frame with a column per pixel, as Kaggle's. */
  Dataset<Row> wide(SparkSession spark) {
    StructType schema = new StructType().add("label", DataTypes.IntegerType);
    for (int p = 0; p < SIDE * SIDE; p++) {
      schema = schema.add("pixel" + p, DataTypes.ShortType);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      Object[] values = new Object[1 + SIDE * SIDE];
      values[0] = (int) labels[i];
      for (int p = 0; p < SIDE * SIDE; p++) {
        values[1 + p] = (short) (images.get(i)[p] & 0xFF);
      }
      rows.add(RowFactory.create(values));
    }
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  /** A frame with an array of pixels in [0,1]. */
  Dataset<Row> arrays(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType))
            .add("label", DataTypes.LongType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      List<Float> values = new ArrayList<>();
      for (byte pixel : images.get(i)) {
        values.add((pixel & 0xFF) / 255f);
      }
      rows.add(RowFactory.create(values.toArray(), (long) labels[i]));
    }
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  /** A frame with the files of pictures, as Hugging Face's data sets. */
  Dataset<Row> pictures(SparkSession spark) throws IOException {
    StructType schema =
        new StructType()
            .add(
                "image",
                new StructType()
                    .add("bytes", DataTypes.BinaryType)
                    .add("path", DataTypes.StringType))
            .add("label", DataTypes.LongType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      rows.add(RowFactory.create(RowFactory.create(png(images.get(i)), null), (long) labels[i]));
    }
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  /** A folder of pictures for each class. */
  void folders(Path folder) throws IOException {
    for (int i = 0; i < labels.length; i++) {
      Path of = folder.resolve(split).resolve("digit " + labels[i]);
      Files.createDirectories(of);
      Files.write(of.resolve(i + ".png"), png(images.get(i)));
    }
  }

  private static byte[] png(byte[] pixels) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
