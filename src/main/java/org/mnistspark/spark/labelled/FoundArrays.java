package org.mnistspark.spark.labelled;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.spark.source.ArraySet;

/** IDX and numpy arrays. */
record FoundArrays(SparkSession spark, ArraySet arrays) implements FoundSet {
  @Override
  public List<Integer> shape() {
    return arrays.shape();
  }

  @Override
  public List<String> featureNames() {
    return List.of();
  }

  @Override
  public String type() {
    return arrays.type();
  }

  @Override
  public LabelCounts labels() {
    Configuration conf = spark.sessionState().newHadoopConf();
    LabelCounts counts = new LabelCounts();
    for (int label : arrays.labels(conf, arrays.count())) {
      counts.add(Integer.toString(label));
    }
    return counts;
  }

  @Override
  public Dataset<Row> frame(int inputs, List<String> classes) {
    return arrays.frame(spark, classes.stream().map(Integer::valueOf).toList());
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
