package org.mnistspark.spark.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Elements;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;
import org.mnistspark.spark.source.IdxOptions.Labels;

/**
 * An image file and its label file; they have equally many items.
 *
 * @param labelFiles one, or none where images have no labels
 */
record ArrayFiles(ArrayFile images, List<ArrayFile> labelFiles) implements Serializable {

  /** QMNIST's labels: class, writer, and more about them (Yadav and Bottou, 2019). */
  private static final int QMNIST_COLUMNS = 8;

  /**
   * Finds the files of a split and checks what their headers and lengths tell.
   *
   * @throws DataException if a file is missing, malformed, or does not fit the other
   */
  static ArrayFiles find(Configuration conf, String uri, Split split) {
    return ArrayCatalog.of(conf, uri).files(Optional.of(split));
  }

  /** As {@link #find}, but labels may be missing, and the image file may have a name of its own. */
  static ArrayFiles find(Configuration conf, IdxOptions options) {
    if (options.images().isPresent()) {
      return ofImages(DataFolder.list(conf, options.path()), options);
    }
    ArrayCatalog catalog = ArrayCatalog.of(conf, options.path());
    Optional<Split> split = options.split();
    return options.labels() == Labels.REQUIRED
            || (options.labels() == Labels.OPTIONAL && catalog.isLabelled(split))
        ? catalog.files(split)
        : catalog.unlabelled(split);
  }

  private static ArrayFiles ofImages(DataFolder files, IdxOptions options) {
    String name = options.images().orElseThrow();
    ArrayFile images = ArrayFile.read(files, files.status(List.of(name), "images"));
    List<String> labelNames = MnistFiles.labelNames(name);
    boolean labelled =
        options.labels() != Labels.NONE && labelNames.stream().anyMatch(files.names()::contains);
    return of(
        images,
        labelled ? List.of(ArrayFile.read(files, files.status(labelNames, "labels"))) : List.of());
  }

  /** Checks whether they are images and labels, and fit. */
  static ArrayFiles of(ArrayFile images, List<ArrayFile> labels) {
    if (images.dimensions().size() < 2) {
      throw new DataException(
          images.name() + ": expected images of 2 or more dimensions, found 1; replace the file");
    }
    labels.forEach(file -> check(images, file));
    return new ArrayFiles(images, labels);
  }

  private static void check(ArrayFile images, ArrayFile labels) {
    List<Integer> item = labels.header().dimensions().subList(1, labels.dimensions().size());
    boolean single = item.stream().allMatch(size -> size == 1);
    boolean qmnist = item.equals(List.of(QMNIST_COLUMNS)) && labels.type() == ElementType.INT;
    if (!single && !qmnist) {
      throw new DataException(
          labels.name()
              + ": expected labels of 1 dimension, found "
              + labels.dimensions()
              + "; replace the file");
    }
    checkType(labels, type -> Elements.label(type, new byte[type.bytes()]));
    if (images.items() != labels.items()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected as many labels as images, found %d images in %s and %d labels in %s; replace the one that is wrong",
              images.items(),
              images.name(),
              labels.items(),
              labels.name()));
    }
  }

  /** Decoding tells which types it takes; only here is the file known. */
  private static void checkType(ArrayFile file, Consumer<ElementType> decode) {
    try {
      decode.accept(file.type());
    } catch (DataException e) {
      throw new DataException(file.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads labels, which are a byte or a few each.
   *
   * @param count how many of the first, at most all
   * @throws DataException if the file is damaged
   */
  int[] readLabels(Configuration conf, int count) {
    ArrayFile file = labels();
    int[] labels = new int[count];
    byte[] raw = new byte[file.header().itemBytes()];
    try (Items items = Items.open(conf, file, 0, count)) {
      for (int index = 0; index < count && items.next(raw); index++) {
        labels[index] = label(raw);
      }
      if (count == file.items()) {
        items.next(raw); // At its end it is certain that the file is intact.
      }
      return labels;
    } catch (IOException e) {
      throw DataFolder.unreadable(file.name(), "a readable label file", e);
    }
  }

  /**
   * Holds all labels against those that are expected.
   *
   * @throws DataException naming the first that is not among them
   */
  void checkLabels(Configuration conf, ClassLabels expected) {
    int[] labels = readLabels(conf, items());
    for (int index = 0; index < labels.length; index++) {
      if (expected.indexOf(labels[index]) < 0) {
        throw new DataException(
            "%s: expected labels %s, found label %s at index %s"
                .formatted(labels().name(), expected, labels[index], index));
      }
    }
  }

  /** The label of an item of the label file; the first column, where there are several. */
  int label(byte[] raw) {
    ElementType type = labels().type();
    return Elements.label(
        type, raw.length == type.bytes() ? raw : Arrays.copyOf(raw, type.bytes()));
  }

  /** The shape of an example: of grey pictures with a channel dimension, that one left out. */
  List<Integer> shape() {
    List<Integer> shape = images.dimensions().subList(1, images.dimensions().size());
    boolean channel = shape.size() == 3 && shape.get(2) == 1;
    return List.copyOf(channel ? shape.subList(0, 2) : shape);
  }

  boolean labelled() {
    return !labelFiles.isEmpty();
  }

  /** The label file; there must be one. */
  ArrayFile labels() {
    return labelFiles.get(0);
  }

  int items() {
    return images.items();
  }
}
