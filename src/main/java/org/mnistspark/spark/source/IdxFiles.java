package org.mnistspark.spark.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.DataException;
import org.mnistspark.data.IdxType;
import org.mnistspark.data.IdxValues;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;
import org.mnistspark.spark.source.IdxOptions.Labels;

/**
 * An image file and its label file; they have equally many items.
 *
 * @param labelFiles one, or none where images have no labels
 */
record IdxFiles(IdxFile images, List<IdxFile> labelFiles) implements Serializable {

  /**
   * Finds the files of a split and checks what their headers and lengths tell.
   *
   * @throws DataException if a file is missing, malformed, or does not fit the other
   */
  static IdxFiles find(Configuration conf, String uri, Split split) {
    DataFolder files = DataFolder.list(conf, uri);
    IdxFile images =
        images(files, MnistFiles.imageNames(split), "the " + split.option() + " images");
    String what = "the " + split.option() + " labels";
    IdxFile labels = IdxFile.read(files, files.status(MnistFiles.labelNames(split), what));
    check(images, labels);
    return new IdxFiles(images, List.of(labels));
  }

  /** As {@link #find}, but labels may be missing, and the image file may have a name of its own. */
  static IdxFiles find(Configuration conf, IdxOptions options) {
    if (options.labels() == Labels.REQUIRED) {
      return find(conf, options.path(), options.split());
    }
    DataFolder files = DataFolder.list(conf, options.path());
    List<String> imageNames =
        options.images().map(List::of).orElseGet(() -> MnistFiles.imageNames(options.split()));
    IdxFile images = images(files, imageNames, "images");
    List<String> labelNames =
        options
            .images()
            .map(MnistFiles::labelNames)
            .orElseGet(() -> MnistFiles.labelNames(options.split()));
    if (options.labels() == Labels.NONE || labelNames.stream().noneMatch(files.names()::contains)) {
      return new IdxFiles(images, List.of());
    }
    IdxFile labels = IdxFile.read(files, files.status(labelNames, "labels"));
    check(images, labels);
    return new IdxFiles(images, List.of(labels));
  }

  private static IdxFile images(DataFolder files, List<String> names, String what) {
    IdxFile images = IdxFile.read(files, files.status(names, what));
    if (images.dimensions().size() < 2) {
      throw new DataException(
          images.uri() + ": expected images of 2 or more dimensions, found 1; replace the file");
    }
    checkType(images, type -> IdxValues.features(type, new byte[0]));
    return images;
  }

  private static void check(IdxFile images, IdxFile labels) {
    if (labels.dimensions().size() != 1) {
      throw new DataException(
          labels.uri()
              + ": expected labels of 1 dimension, found "
              + labels.dimensions()
              + "; replace the file");
    }
    checkType(labels, type -> IdxValues.label(type, new byte[type.bytes()]));
    if (images.items() != labels.items()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected as many labels as images, found %d images in %s and %d labels in %s; replace the one that is wrong",
              images.items(),
              images.uri(),
              labels.items(),
              labels.uri()));
    }
  }

  /** Decoding tells which types it takes; only here is the file known. */
  private static void checkType(IdxFile file, Consumer<IdxType> decode) {
    try {
      decode.accept(file.type());
    } catch (DataException e) {
      throw new DataException(file.uri() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads all labels, which are a byte or a few each.
   *
   * @throws DataException if one is not below {@code classes}, or the file is damaged
   */
  void checkLabels(Configuration conf, int classes) {
    IdxFile file = labels();
    byte[] raw = new byte[file.header().itemBytes()];
    try (Items items = Items.open(conf, file, 0, file.items())) {
      for (int index = 0; items.next(raw); index++) {
        int label = IdxValues.label(file.type(), raw);
        if (label < 0 || label >= classes) {
          throw new DataException(
              "%s: expected labels 0 to %s, found label %s at index %s"
                  .formatted(file.uri(), classes - 1, label, index));
        }
      }
    } catch (IOException e) {
      throw DataFolder.unreadable(file.uri(), "a readable label file", e);
    }
  }

  boolean labelled() {
    return !labelFiles.isEmpty();
  }

  /** The label file; there must be one. */
  IdxFile labels() {
    return labelFiles.get(0);
  }

  int items() {
    return images.items();
  }
}
