package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mnistspark.spark.source.IdxFixture.cut;
import static org.mnistspark.spark.source.IdxFixture.extended;
import static org.mnistspark.spark.source.IdxFixture.file;
import static org.mnistspark.spark.source.IdxFixture.gzip;
import static org.mnistspark.spark.source.IdxFixture.images;
import static org.mnistspark.spark.source.IdxFixture.labels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Split;

final class ArrayFilesTest {
  @TempDir Path folder;

  private ArrayFiles find(Split split) {
    return ArrayFiles.find(new Configuration(), folder.toUri().toString(), split);
  }

  private ArrayFiles find(byte[] images, byte[] labels) {
    IdxFixture.folder(folder, images, labels);
    return find(Split.TRAIN);
  }

  /** What goes wrong, with F for the folder. */
  private String rejected(byte[] images, byte[] labels) {
    return assertThrows(DataException.class, () -> find(images, labels))
        .getMessage()
        .replace("file:" + folder, "F");
  }

  @Test
  void describesBothFiles() {
    ArrayFiles files = find(images(12), gzip(labels(12)));
    assertEquals(
        new ArrayFile(
            "file:" + folder.resolve(IdxFixture.IMAGES),
            null,
            false,
            ArrayHeader.of(ElementType.UNSIGNED_BYTE, 12, 2, 3)),
        files.images());
    assertEquals(
        new ArrayFile(
            "file:" + folder.resolve(IdxFixture.LABELS),
            null,
            true,
            ArrayHeader.of(ElementType.UNSIGNED_BYTE, 12)),
        files.labels());
    assertEquals(12, files.items());
  }

  @Test
  void tellsGzipByContentAndPrefersPlainNames() {
    IdxFixture.gzipFolder(folder, images(3), gzip(labels(3)));
    assertFalse(find(Split.TRAIN).images().compressed());
    assertTrue(find(Split.TRAIN).labels().compressed());
    assertEquals(4, find(images(4), labels(4)).items());
  }

  @Test
  void acceptsAnEmptyDataSet() {
    assertEquals(0, find(images(0), labels(0)).items());
  }

  @Test
  void namesTheMissingFilesAndWhatIsThere() {
    IdxFixture.folder(folder, images(1), labels(1));
    DataException e = assertThrows(DataException.class, () -> find(Split.TEST));
    assertEquals(
        "file:"
            + folder
            + ": expected the test images as t10k-images-idx3-ubyte or t10k-images.idx3-ubyte or"
            + " t10k-images-idx3-ubyte.gz or t10k-images.idx3-ubyte.gz,"
            + " found train-images-idx3-ubyte, train-labels-idx1-ubyte;"
            + " add the file or name another folder",
        e.getMessage());
  }

  @Test
  void namesMissingLabels() throws IOException {
    Files.write(folder.resolve(IdxFixture.IMAGES), images(1));
    DataException e = assertThrows(DataException.class, () -> find(Split.TRAIN));
    assertTrue(
        e.getMessage().contains(": expected the train labels as train-labels-idx1-ubyte or "),
        e.getMessage());
  }

  @Test
  void saysThatAFolderIsEmpty() {
    DataException e = assertThrows(DataException.class, () -> find(Split.TRAIN));
    assertTrue(e.getMessage().contains(", found no files; add"), e.getMessage());
  }

  @Test
  void rejectsLabelsShorterThanImages() {
    assertEquals(
        "expected as many labels as images, found 5 images in F/train-images-idx3-ubyte and 4 labels"
            + " in F/train-labels-idx1-ubyte; replace the one that is wrong",
        rejected(gzip(images(5)), labels(4)));
  }

  @Test
  void rejectsATruncatedPlainFile() {
    assertEquals(
        "F/train-images-idx3-ubyte: expected 46 bytes for 5 items of 6 bytes, found 43 bytes: 3 bytes"
            + " are missing; replace the file",
        rejected(cut(images(5), 3), labels(5)));
  }

  @Test
  void rejectsAnOverlongPlainFile() {
    assertEquals(
        "F/train-labels-idx1-ubyte: expected 13 bytes for 5 items of 1 bytes, found 14 bytes: 1 bytes"
            + " too many; replace the file",
        rejected(images(5), extended(labels(5))));
  }

  @Test
  void rejectsWhatIsNotIdx() {
    String message = rejected("<html>not found</html>".getBytes(StandardCharsets.UTF_8), labels(5));
    assertTrue(
        message.startsWith("F/train-images-idx3-ubyte: expected an IDX file, magic 00 00"),
        message);
  }

  @Test
  void rejectsAnEmptyFile() {
    assertEquals(
        "F/train-labels-idx1-ubyte: expected an IDX header of at least 8 bytes, found 0 bytes; replace"
            + " the file",
        rejected(images(1), new byte[0]));
  }

  @Test
  void rejectsAGzipFileCutInItsHeader() {
    String message = rejected(cut(gzip(images(5)), gzip(images(5)).length - 12), labels(5));
    assertTrue(
        message.startsWith("F/train-images-idx3-ubyte: expected an intact gzip stream"), message);
  }

  @Test
  void rejectsFractionalLabels() {
    byte[] floats = file(ArrayHeader.of(ElementType.FLOAT, 1), new byte[4]);
    assertEquals(
        "F/train-labels-idx1-ubyte: expected labels that are whole numbers, found the type float32;"
            + " convert the labels to one of them",
        rejected(images(1), floats));
  }

  @Test
  void rejectsSwappedFiles() {
    assertEquals(
        "F/train-images-idx3-ubyte: expected images of 2 or more dimensions, found 1; replace the file",
        rejected(labels(5), images(5)));
    assertEquals(
        "F/train-labels-idx1-ubyte: expected labels of 1 dimension, found [5, 2, 3]; replace the file",
        rejected(images(5), images(5)));
  }
}
