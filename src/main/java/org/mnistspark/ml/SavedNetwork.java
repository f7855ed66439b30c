package org.mnistspark.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import scala.Option;

/**
 * A model as Spark saves its own: {@code metadata} with the parameters as JSON; {@code data}, one
 * row of Parquet with the format's number, the shape and the names of the classes; {@code weights},
 * the flat vector in rows of some values each, with the place of the first.
 */
final class SavedNetwork {
  /** The format that is written; readers know it and those before it. */
  static final int VERSION = 1;

  /** Weights of a row. */
  private static final int MAX_WEIGHTS = 1 << 20;

  private static final StructType DATA =
      new StructType()
          .add("version", DataTypes.IntegerType, false)
          .add("inputs", DataTypes.IntegerType, false)
          .add("hidden", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("activation", DataTypes.StringType, false)
          .add("slope", DataTypes.DoubleType, false)
          .add("classes", DataTypes.IntegerType, false)
          .add("classNames", DataTypes.createArrayType(DataTypes.StringType, false), false);

  private static final StructType WEIGHTS =
      new StructType()
          .add("from", DataTypes.IntegerType, false)
          .add("values", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private SavedNetwork() {}

  private static String data(String path) {
    return path + "/data";
  }

  private static String weights(String path) {
    return path + "/weights";
  }

  /** Writes a model. */
  static final class Writer extends MLWriter {
    private final MlpClassificationModel model;

    Writer(MlpClassificationModel model) {
      this.model = model;
    }

    @Override
    @SuppressWarnings("deprecation") // In Spark 4, which has another that Spark 3 lacks.
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
      Topology topology = model.network().topology();
      Row shape =
          RowFactory.create(
              VERSION,
              topology.inputs(),
              topology.hidden().toArray(Integer[]::new),
              topology.activation().name().toLowerCase(Locale.ROOT),
              topology.slope(),
              topology.classes(),
              model.classNames().toArray(String[]::new));
      write(List.of(shape), DATA, data(path));
      write(rows(model.weights()), WEIGHTS, weights(path));
    }

    private void write(List<Row> rows, StructType schema, String path) {
      sparkSession().createDataFrame(rows, schema).repartition(1).write().parquet(path);
    }

    private static List<Row> rows(float[] weights) {
      List<Row> rows = new ArrayList<>();
      for (int from = 0; from < weights.length; from += MAX_WEIGHTS) {
        int to = Math.min(weights.length, from + MAX_WEIGHTS);
        rows.add(RowFactory.create(from, Arrays.copyOfRange(weights, from, to)));
      }
      return rows;
    }
  }

  /** Reads a model. */
  static final class Reader extends MLReader<MlpClassificationModel> {
    @Override
    @SuppressWarnings("deprecation") // As above.
    public MlpClassificationModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sc(), MlpClassificationModel.class.getName());
      Row shape = sparkSession().read().parquet(data(path)).first();
      int version = shape.getInt(shape.fieldIndex("version"));
      if (version < 1 || version > VERSION) {
        throw new IllegalArgumentException(
            "%s: expected a model of format %s or an earlier one, found format %s; load it with the mnist-spark that saved it, or a later one"
                .formatted(path, VERSION, version));
      }
      Topology topology = topology(shape);
      float[] weights = weightsOf(sparkSession(), path, topology.parameters());
      MlpClassificationModel model =
          new MlpClassificationModel(
              metadata.uid(),
              new Mlp(topology, weights),
              shape.getList(shape.fieldIndex("classNames")));
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }

    private static Topology topology(Row shape) {
      return new Topology(
          shape.<Integer>getAs("inputs"),
          shape.getList(shape.fieldIndex("hidden")),
          Activation.valueOf(shape.<String>getAs("activation").toUpperCase(Locale.ROOT)),
          shape.<Double>getAs("slope"),
          shape.<Integer>getAs("classes"));
    }

    private static float[] weightsOf(SparkSession session, String path, int expected) {
      float[] weights = new float[expected];
      long found = 0;
      for (Row row : session.read().parquet(weights(path)).collectAsList()) {
        List<Float> values = row.getList(1);
        found += values.size();
        for (int i = 0; i < values.size() && row.getInt(0) + i < expected; i++) {
          weights[row.getInt(0) + i] = values.get(i);
        }
      }
      if (found != expected) {
        throw new IllegalArgumentException(
            "%s: expected %s weights for its layers, found %s; save the model again"
                .formatted(path, expected, found));
      }
      return weights;
    }
  }
}
