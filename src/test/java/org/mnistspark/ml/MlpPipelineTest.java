package org.mnistspark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.LocalSpark;

/** The classifier among Spark's own stages. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlpPipelineTest {
  private static Dataset<Row> flowers(SparkSession spark) {
    Dataset<Row> clouds = Tables.clouds(spark, 90, 1);
    return clouds
        .withColumn(
            "values",
            org.apache.spark.ml.functions.vector_to_array(clouds.col("features"), "float64"))
        .selectExpr(
            "id",
            "values[0] as a",
            "values[1] as b",
            "values[2] + values[3] as c",
            "element_at(array('setosa', 'versicolor', 'virginica'), int(label) + 1) as species");
  }

  private static Pipeline pipeline() {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer()
                  .setInputCol("species")
                  .setOutputCol("label")
                  .setHandleInvalid("keep"),
              new VectorAssembler()
                  .setInputCols(new String[] {"a", "b", "c"})
                  .setOutputCol("assembled"),
              new StandardScaler().setInputCol("assembled").setOutputCol("features"),
              Tables.quick()
            });
  }

  private static List<Row> predictions(PipelineModel model, Dataset<Row> table) {
    return model
        .transform(table)
        .select("id", "probability", "prediction")
        .orderBy("id")
        .collectAsList();
  }

  private static MlpClassificationModel last(PipelineModel model) {
    return (MlpClassificationModel) model.stages()[3];
  }

  @Test
  void aPipelineIsSavedLoadedAndUsedInAStream(SparkSession spark, @TempDir Path folder)
      throws Exception {
    Dataset<Row> flowers = flowers(spark);
    PipelineModel fitted = pipeline().fit(flowers);
    String saved = folder.resolve("model").toString();
    fitted.save(saved);
    PipelineModel loaded = PipelineModel.load(saved);
    List<Row> expected = predictions(fitted, flowers);

    assertEquals(expected, predictions(loaded, flowers));
    assertEquals(4, last(loaded).numClasses());
    assertEquals(last(fitted).classNames(), last(loaded).classNames());

    String table = folder.resolve("flowers").toString();
    flowers.write().parquet(table);
    Dataset<Row> stream = spark.readStream().schema(flowers.schema()).parquet(table);
    StreamingQuery query =
        loaded
            .transform(stream)
            .select("id", "probability", "prediction")
            .writeStream()
            .format("memory")
            .queryName("predicted_flowers")
            .start();
    try {
      query.processAllAvailable();
      assertEquals(expected, spark.table("predicted_flowers").orderBy("id").collectAsList());
    } finally {
      query.stop();
    }
  }

  @Test
  void theEstimatorIsSavedAndLoaded(SparkSession spark, @TempDir Path folder) throws IOException {
    String saved = folder.resolve("pipeline").toString();
    Pipeline pipeline = pipeline();
    pipeline.save(saved);
    Pipeline loaded = Pipeline.load(saved);
    MlpClassifier classifier = (MlpClassifier) loaded.getStages()[3];

    assertArrayEquals(new int[] {8}, classifier.getHidden());
    assertEquals(2, classifier.getWorkers());
    assertEquals(0.01, classifier.getLearningRate());
    assertEquals(pipeline.getStages()[3].uid(), classifier.uid());
    Dataset<Row> flowers = flowers(spark);
    assertEquals(
        predictions(pipeline.fit(flowers), flowers), predictions(loaded.fit(flowers), flowers));
  }

  @Test
  void aModelIsSavedWithItsColumnsAndWithoutItsSummary(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> table = Tables.clouds(spark, 60, 1);
    MlpClassificationModel model =
        Tables.quick().setHidden(7, 5).setActivation("leakyrelu").fit(table);
    String saved = folder.resolve("model").toString();
    model.setPredictionCol("mine").save(saved);
    MlpClassificationModel loaded = MlpClassificationModel.load(saved);

    assertArrayEquals(model.weights(), loaded.weights());
    assertEquals(model.network().topology(), loaded.network().topology());
    assertEquals(model.uid(), loaded.uid());
    assertEquals(model.transform(table).collectAsList(), loaded.transform(table).collectAsList());
    assertTrue(List.of(loaded.transform(table).columns()).contains("mine"));
    assertTrue(model.hasSummary());
    assertFalse(loaded.hasSummary());
    IllegalStateException none = assertThrows(IllegalStateException.class, loaded::summary);
    assertTrue(none.getMessage().startsWith("expected a summary of the training"));
    IOException exists = assertThrows(IOException.class, () -> model.save(saved));
    assertTrue(exists.getMessage().contains("already exists"), exists.getMessage());
    model.write().overwrite().save(saved);
  }

  @Test
  void refusesModelsOfALaterFormatOrWithOtherWeights(SparkSession spark, @TempDir Path folder)
      throws IOException {
    MlpClassificationModel model = Tables.quick().fit(Tables.clouds(spark, 30, 1));
    String later = folder.resolve("later").toString();
    model.save(later);
    Dataset<Row> data = spark.read().parquet(later + "/data");
    List<Row> rows = data.withColumn("version", functions.lit(7)).collectAsList();
    spark.createDataFrame(rows, data.schema()).write().mode("overwrite").parquet(later + "/data");
    IllegalArgumentException version =
        assertThrows(IllegalArgumentException.class, () -> MlpClassificationModel.load(later));
    assertEquals(
        later
            + ": expected a model of format 1 or an earlier one, found format 7; load it with the mnist-spark that saved it, or a later one",
        version.getMessage());

    String cut = folder.resolve("cut").toString();
    model.save(cut);
    Dataset<Row> weights = spark.read().parquet(cut + "/weights");
    List<Row> fewer =
        weights.withColumn("values", functions.slice(weights.col("values"), 1, 70)).collectAsList();
    spark
        .createDataFrame(fewer, weights.schema())
        .write()
        .mode("overwrite")
        .parquet(cut + "/weights");
    IllegalArgumentException count =
        assertThrows(IllegalArgumentException.class, () -> MlpClassificationModel.load(cut));
    assertEquals(
        cut + ": expected 83 weights for its layers, found 70; save the model again",
        count.getMessage());
  }

  @Test
  @Timeout(300)
  void crossValidationTrainsSeveralModelsAtOnce(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 90, 1).cache();
    MlpClassifier classifier = Tables.quick().setEpochs(2);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.hidden(), scala.Predef.wrapRefArray(new int[][] {{2}, {8}, {8, 8}}))
            .addGrid(classifier.learningRate(), new double[] {1e-6, 0.01})
            .build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setNumFolds(3)
            .setSeed(1);
    CrossValidatorModel together = validator.setParallelism(2).fit(table);
    CrossValidatorModel alone = validator.setParallelism(1).fit(table);

    assertEquals(6, together.avgMetrics().length);
    assertArrayEquals(alone.avgMetrics(), together.avgMetrics());
    assertEquals(
        0.01, together.bestModel().parent().extractParamMap().get(classifier.learningRate()).get());
    table.unpersist();
  }

  @Test
  void aTrainValidationSplitPicksTheBetterSetting(SparkSession spark) {
    MlpClassifier classifier = Tables.quick();
    TrainValidationSplitModel model =
        new TrainValidationSplit()
            .setEstimator(classifier)
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(classifier.learningRate(), new double[] {1e-6, 0.01})
                    .build())
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setParallelism(2)
            .fit(Tables.clouds(spark, 120, 1));

    assertTrue(
        model.validationMetrics()[1] > model.validationMetrics()[0],
        List.of(model.validationMetrics()[0], model.validationMetrics()[1]).toString());
  }
}
