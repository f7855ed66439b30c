package org.mnistspark.spark.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Elements;
import org.mnistspark.data.Signature;
import org.mnistspark.files.FileSystems;
import org.mnistspark.image.DigitImage;
import org.mnistspark.image.ImageDecoder;
import org.mnistspark.image.PictureBytes;
import org.mnistspark.image.PictureFormat;

/**
 * Image files as a frame (path string, features array&lt;float&gt;). Not by Spark's source
 * binaryFile: that holds whole files in memory, and leaves out names that begin with an underscore.
 */
final class ImageFrames {
  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add(PredictInput.FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private static final int DIGITS = 10;

  /** Tasks per core: pictures differ in size. */
  private static final int TASKS_PER_CORE = 4;

  /** Small pictures take a millisecond each. */
  private static final int MAX_FILES = 1000;

  /**
   * What tasks count.
   *
   * @param unreadable pictures that cannot be read
   * @param others files that are not pictures, by name and content
   */
  record Counters(LeftOut unreadable, LeftOut others) implements Serializable {}

  private ImageFrames() {}

  /**
   * One row per readable picture; all other files are left out and counted.
   *
   * @param model of digits as MNIST's: pictures are made such; of others they must have its shape
   */
  static Dataset<Row> read(
      SparkSession spark, List<String> files, Signature model, Counters counters) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    ArrayList<Integer> shape = new ArrayList<>(isMnist(model) ? List.of() : square(model));
    int most = Math.max(TASKS_PER_CORE * context.defaultParallelism(), files.size() / MAX_FILES);
    JavaRDD<InternalRow> rows =
        context
            .parallelize(files, Math.min(files.size(), most))
            .mapPartitions(part -> normalized(part, conf.value().value(), shape, counters));
    return InternalFrames.of(spark, rows, SCHEMA);
  }

  private static boolean isMnist(Signature model) {
    return model.inputs() == DigitImage.SIDE * DigitImage.SIDE
        && model.classes().size() == DIGITS
        && model.hasNumberedClasses();
  }

  /** A model of another program does not say that its features are pixels. */
  private static List<Integer> square(Signature model) {
    int side = TableColumns.side(model.inputs());
    return model.shape().size() == 1 && side > 0 ? List.of(side, side) : model.shape();
  }

  private static Iterator<InternalRow> normalized(
      Iterator<String> files, Configuration conf, List<Integer> shape, Counters counters) {
    Spliterator<String> all = Spliterators.spliteratorUnknownSize(files, Spliterator.ORDERED);
    Stream<InternalRow> rows =
        StreamSupport.stream(all, false).flatMap(file -> row(file, conf, shape, counters).stream());
    return rows.iterator();
  }

  private static Optional<InternalRow> row(
      String name, Configuration conf, List<Integer> shape, Counters counters) {
    Path path = new Path(name);
    try {
      FileSystem system = InputFiles.raw(FileSystems.of(conf, path));
      long length = system.getFileStatus(path).getLen();
      try (FSDataInputStream in = system.open(path)) {
        PictureBytes file = new PictureFile(in, length);
        if (isPicture(path, file)) {
          return features(name, file, shape, counters).map(values -> row(name, values));
        }
        counters.others().add(name);
        return Optional.empty();
      }
    } catch (FileNotFoundException | AccessControlException e) {
      counters.unreadable().add(name + ": found no file that may be read: " + e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      // Another attempt of the task may read it.
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPicture(Path path, PictureBytes file) throws IOException {
    return PictureFormat.isName(path.getName()) || PictureFormat.of(file.start()).isPresent();
  }

  private static Optional<float[]> features(
      String name, PictureBytes file, List<Integer> shape, Counters counters) {
    try {
      if (!shape.isEmpty()) {
        return Optional.of(PictureLevels.features(file, List.copyOf(shape), name));
      }
      byte[] pixels = DigitImage.normalize(ImageDecoder.decode(file));
      return Optional.of(Elements.features(ElementType.UNSIGNED_BYTE, pixels));
    } catch (IOException e) {
      counters.unreadable().add(name + ": found " + e.getMessage());
      return Optional.empty();
    } catch (DataException e) {
      counters.unreadable().add(e.getMessage());
      return Optional.empty();
    }
  }

  private static InternalRow row(String name, float[] features) {
    Object[] values = {UTF8String.fromString(name), UnsafeArrayData.fromPrimitiveArray(features)};
    return new GenericInternalRow(values);
  }
}
