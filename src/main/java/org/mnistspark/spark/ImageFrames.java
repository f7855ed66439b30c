package org.mnistspark.spark;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.mnistspark.data.IdxType;
import org.mnistspark.data.IdxValues;
import org.mnistspark.image.DigitImage;
import org.mnistspark.image.ImageDecoder;

/** Image files as a frame (path string, features array&lt;float&gt;). */
final class ImageFrames {
  /** A larger file is not read: it could not be sent about, and is no picture of a digit. */
  private static final long MOST_BYTES = 32L << 20;

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add(PredictInput.FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private ImageFrames() {}

  /** One row per readable image; the others are left out and added to {@code unreadable}. */
  static Dataset<Row> read(SparkSession spark, InputPaths paths, Unreadable unreadable) {
    Dataset<Row> files =
        InputPaths.reader(spark)
            .format("binaryFile")
            .option("recursiveFileLookup", true)
            .option("pathGlobFilter", InputKind.IMAGES.nameGlob())
            .load(paths.names());
    // Both conditions reach the source, which then opens no file that is too large.
    Dataset<Row> fit = files.where("length <= " + MOST_BYTES).select("path", "content");
    Dataset<Row> large =
        files
            .where("length > " + MOST_BYTES)
            .select(functions.col("path"), functions.lit(null).cast("binary"));
    JavaRDD<InternalRow> rows =
        fit.union(large)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(part -> normalized(part, unreadable));
    return spark.internalCreateDataFrame(rows.rdd(), SCHEMA, false);
  }

  private static Iterator<InternalRow> normalized(
      Iterator<InternalRow> files, Unreadable unreadable) {
    Spliterator<InternalRow> all = Spliterators.spliteratorUnknownSize(files, Spliterator.ORDERED);
    Stream<InternalRow> rows =
        StreamSupport.stream(all, false).flatMap(file -> row(file, unreadable).stream());
    return rows.iterator();
  }

  private static Optional<InternalRow> row(InternalRow file, Unreadable unreadable) {
    UTF8String path = file.getUTF8String(0).copy();
    if (file.isNullAt(1)) {
      unreadable.add(path.toString(), "a file of more than " + (MOST_BYTES >> 20) + " MiB");
      return Optional.empty();
    }
    try {
      byte[] pixels = DigitImage.normalize(ImageDecoder.decode(file.getBinary(1)));
      float[] features = IdxValues.features(IdxType.UNSIGNED_BYTE, pixels);
      Object[] values = {path, UnsafeArrayData.fromPrimitiveArray(features)};
      return Optional.of(new GenericInternalRow(values));
    } catch (IOException e) {
      unreadable.add(path.toString(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
