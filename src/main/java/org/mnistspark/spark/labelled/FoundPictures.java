package org.mnistspark.spark.labelled;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.util.SerializableConfiguration;
import org.mnistspark.data.DataException;
import org.mnistspark.files.FileSystems;
import org.mnistspark.image.PictureBytes;
import org.mnistspark.spark.input.InputFiles;
import org.mnistspark.spark.input.PictureFile;
import org.mnistspark.spark.input.PictureLevels;

/** Pictures in folders that are called as their classes. */
final class FoundPictures implements FoundSet {
  /** Tasks per core: pictures differ in size. */
  private static final int TASKS_PER_CORE = 4;

  private final SparkSession spark;
  private final List<Path> files;
  private final List<Integer> shape;

  private FoundPictures(SparkSession spark, List<Path> files, List<Integer> shape) {
    this.spark = spark;
    this.files = files;
    this.shape = shape;
  }

  /**
   * Reads the first picture, for its shape.
   *
   * @param files sorted; at least one
   */
  static FoundPictures of(SparkSession spark, List<Path> files) {
    Path first = files.get(0);
    Configuration conf = spark.sessionState().newHadoopConf();
    return new FoundPictures(
        spark,
        files,
        read(conf, first.toString(), file -> PictureLevels.shape(file, first.toString())));
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(PictureBytes file);
  }

  private static <T> T read(Configuration conf, String name, Use<T> use) {
    Path path = new Path(name);
    try {
      FileSystem system = InputFiles.raw(FileSystems.of(conf, path));
      long length = system.getFileStatus(path).getLen();
      try (FSDataInputStream in = system.open(path)) {
        return use.of(new PictureFile(in, length));
      }
    } catch (FileNotFoundException e) {
      throw new DataException(
          name + ": expected the picture that was listed, found none; don't change files in use",
          e);
    } catch (IOException e) {
      // Another attempt of the task may read it.
      throw new UncheckedIOException(e);
    }
  }

  private static String label(Path file) {
    return file.getParent().getName();
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public List<String> featureNames() {
    return List.of();
  }

  @Override
  public String type() {
    return "uint8";
  }

  @Override
  public LabelCounts labels() {
    LabelCounts labels = new LabelCounts();
    files.forEach(file -> labels.add(LabelCounts.text(label(file))));
    return labels;
  }

  @Override
  public Dataset<Row> frame(int inputs, List<String> classes) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    LabelIndex labels = new LabelIndex(classes);
    ArrayList<Integer> size = new ArrayList<>(shape);
    List<String> names = files.stream().map(Path::toString).toList();
    int tasks = Math.min(names.size(), TASKS_PER_CORE * context.defaultParallelism());
    JavaRDD<InternalRow> rows =
        context
            .parallelize(names, tasks)
            .zipWithIndex()
            .map(file -> row(conf.value().value(), file._1(), file._2(), size, labels));
    return Examples.frame(spark, rows, Examples.FLOATS);
  }

  private static InternalRow row(
      Configuration conf, String name, long index, List<Integer> shape, LabelIndex labels) {
    float[] label = labels.oneHot(label(new Path(name)), name);
    float[] features =
        read(conf, name, file -> PictureLevels.features(file, List.copyOf(shape), name));
    return new GenericInternalRow(
        new Object[] {
          index,
          UnsafeArrayData.fromPrimitiveArray(features),
          UnsafeArrayData.fromPrimitiveArray(label)
        });
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
