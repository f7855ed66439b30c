package org.mnistspark.spark;

import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.DataException;
import org.mnistspark.data.IdxType;
import org.mnistspark.data.IdxValues;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;

/** The image file and the label file of a split; they have equally many items. */
record IdxFiles(IdxFile images, IdxFile labels) implements Serializable {

  /**
   * Finds the files of a split and checks what their headers and lengths tell.
   *
   * @throws DataException if a file is missing, malformed, or does not fit the other
   */
  static IdxFiles find(Configuration conf, String uri, Split split) {
    HadoopFiles files = HadoopFiles.list(conf, uri);
    IdxFile images =
        IdxFile.read(
            files, files.status(MnistFiles.imageNames(split), "the " + split.option() + " images"));
    IdxFile labels =
        IdxFile.read(
            files, files.status(MnistFiles.labelNames(split), "the " + split.option() + " labels"));
    check(images, labels);
    return new IdxFiles(images, labels);
  }

  private static void check(IdxFile images, IdxFile labels) {
    int rank = images.dimensions().size();
    if (rank < 2) {
      throw new DataException(
          images.uri() + ": expected images of 2 or more dimensions, found 1; replace the file");
    }
    if (labels.dimensions().size() != 1) {
      throw new DataException(
          labels.uri()
              + ": expected labels of 1 dimension, found "
              + labels.dimensions()
              + "; replace the file");
    }
    checkType(images, type -> IdxValues.features(type, new byte[0]));
    checkType(labels, type -> IdxValues.label(type, new byte[type.bytes()]));
    if (images.items() != labels.items()) {
      throw new DataException(
          "expected as many labels as images, found %d images in %s and %d labels in %s; replace the one that is wrong"
              .formatted(images.items(), images.uri(), labels.items(), labels.uri()));
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

  int items() {
    return images.items();
  }
}
