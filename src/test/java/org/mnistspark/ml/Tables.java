package org.mnistspark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small tables to classify: a Gaussian cloud per class, half of the values of a row 0. */
final class Tables {
  static final int INPUTS = 6;
  static final int CLASSES = 3;

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType, false)
          .add("features", SQLDataTypes.VectorType(), true)
          .add("label", DataTypes.DoubleType, true);

  private Tables() {}

  /** Rows of dense vectors, the classes in turn. */
  static Dataset<Row> clouds(SparkSession spark, int rows, long seed) {
    Random random = new Random(seed);
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double[] values = new double[INPUTS];
      for (int k = 0; k < INPUTS; k += 2) {
        values[(k + i) % INPUTS] = random.nextGaussian() + 3 * (i % CLASSES) - 3;
      }
      table.add(RowFactory.create(i, Vectors.dense(values), (double) (i % CLASSES)));
    }
    return spark.createDataFrame(table, SCHEMA).coalesce(2);
  }

  /** A table of these rows: features and label. */
  static Dataset<Row> of(SparkSession spark, Object... featuresAndLabels) {
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < featuresAndLabels.length; i += 2) {
      Vector features = (Vector) featuresAndLabels[i];
      table.add(RowFactory.create(i / 2, features, featuresAndLabels[i + 1]));
    }
    return spark.createDataFrame(table, SCHEMA);
  }

  /** A classifier that is through with such a table in a second. */
  static MlpClassifier quick() {
    return new MlpClassifier().setHidden(8).setWorkers(2).setEpochs(3).setLearningRate(0.01);
  }
}
