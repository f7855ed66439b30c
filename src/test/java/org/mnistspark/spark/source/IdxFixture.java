package org.mnistspark.spark.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.IdxWriter;

/**
 * A small data set: images of 2x3 pixels, image i has the pixels i, i+1, ... and the label i % 10.
 */
public final class IdxFixture {
  public static final String IMAGES = "train-images-idx3-ubyte";
  public static final String LABELS = "train-labels-idx1-ubyte";
  public static final int ROWS = 2;
  public static final int COLUMNS = 3;

  private IdxFixture() {}

  public static byte[] images(int items) {
    byte[][] content = new byte[items][ROWS * COLUMNS];
    for (int i = 0; i < items; i++) {
      for (int p = 0; p < ROWS * COLUMNS; p++) {
        content[i][p] = (byte) (i + p);
      }
    }
    return file(ArrayHeader.of(ElementType.UNSIGNED_BYTE, items, ROWS, COLUMNS), content);
  }

  public static byte[] labels(int items) {
    byte[][] content = new byte[items][1];
    for (int i = 0; i < items; i++) {
      content[i][0] = (byte) (i % 10);
    }
    return file(ArrayHeader.of(ElementType.UNSIGNED_BYTE, items), content);
  }

  public static byte[] file(ArrayHeader header, byte[]... items) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (IdxWriter writer = new IdxWriter(bytes, header)) {
      for (byte[] item : items) {
        writer.write(item);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] cut(byte[] content, int bytes) {
    return Arrays.copyOf(content, content.length - bytes);
  }

  public static byte[] extended(byte[] content) {
    return Arrays.copyOf(content, content.length + 1);
  }

  /** A folder with these train files, plain. */
  public static String folder(Path folder, byte[] images, byte[] labels) {
    return folder(folder, IMAGES, images, LABELS, labels);
  }

  /** A folder with these train files, named .gz. */
  public static String gzipFolder(Path folder, byte[] images, byte[] labels) {
    return folder(folder, IMAGES + ".gz", images, LABELS + ".gz", labels);
  }

  public static String folder(
      Path folder, String imagesName, byte[] images, String labelsName, byte[] labels) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(imagesName), images);
      Files.write(folder.resolve(labelsName), labels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.toUri().toString();
  }
}
