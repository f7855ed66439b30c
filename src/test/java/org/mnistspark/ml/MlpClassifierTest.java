package org.mnistspark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasCheckpointInterval;
import org.apache.spark.ml.param.shared.HasSeed;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.factory.Nd4j;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlpClassifierTest {
  private static final Vector POINT = Vectors.dense(1, 2);
  private static final Vector OTHER = Vectors.dense(2, 1);

  private static List<Double> predictions(MlpClassificationModel model, Dataset<Row> table) {
    return model.transform(table).select("prediction").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .toList();
  }

  private static List<Row> outputs(MlpClassificationModel model, Dataset<Row> table) {
    return model
        .transform(table)
        .select("rawPrediction", "probability", "prediction")
        .collectAsList();
  }

  private static Dataset<Row> withSparseVectors(Dataset<Row> table) {
    table
        .sparkSession()
        .udf()
        .register("to_sparse", (Vector v) -> v.toSparse(), SQLDataTypes.VectorType());
    return table.withColumn("features", org.apache.spark.sql.functions.expr("to_sparse(features)"));
  }

  @Test
  void learnsToTellCloudsApart(SparkSession spark) {
    MlpClassificationModel model = Tables.quick().fit(Tables.clouds(spark, 300, 1));
    Dataset<Row> test = Tables.clouds(spark, 150, 2);
    long right = model.transform(test).where("prediction = label").count();

    assertTrue(right >= 143, right + " of 150");
    assertEquals(Tables.CLASSES, model.numClasses());
    assertEquals(Tables.INPUTS, model.numFeatures());
    assertArrayEquals(new int[] {6, 8, 3}, model.layers());
    assertEquals(
        "MlpClassificationModel: uid=" + model.uid() + ", numLayers=3, numClasses=3, numFeatures=6",
        model.toString());
    List<EpochSummary> epochs = model.summary().epochs();
    assertTrue(epochs.get(2).loss() < epochs.get(0).loss(), epochs.toString());
    assertTrue(epochs.get(2).accuracy() > 0.9, epochs.toString());
    assertEquals(OptionalDouble.empty(), epochs.get(0).validationLoss());
  }

  @Test
  void probabilitiesAreThoseOfTheNetworkToTheBit(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 60, 1);
    MlpClassificationModel model = Tables.quick().fit(table);
    for (Row row : model.transform(table).collectAsList()) {
      Vector features = row.getAs("features");
      float[] input = new float[Tables.INPUTS];
      for (int i = 0; i < input.length; i++) {
        input[i] = (float) features.apply(i);
      }
      float[] expected = new float[Tables.CLASSES];
      model.network().classify(input, 1, expected);
      Vector probability = row.getAs("probability");

      assertArrayEquals(
          IntStream.range(0, expected.length).mapToDouble(c -> expected[c]).toArray(),
          probability.toArray());
      assertEquals(probability, model.predictProbability(features));
      assertEquals(row.<Double>getAs("prediction"), model.predict(features));
    }
  }

  @Test
  void sparseVectorsAndArraysGiveTheBitsOfDenseVectors(SparkSession spark) {
    Dataset<Row> dense = Tables.clouds(spark, 90, 1);
    Dataset<Row> doubles =
        dense.withColumn("features", functions.vector_to_array(dense.col("features"), "float64"));
    Dataset<Row> floats =
        dense.withColumn("features", functions.vector_to_array(dense.col("features"), "float32"));
    MlpClassifier classifier = Tables.quick();
    MlpClassificationModel model = classifier.fit(dense);
    List<Row> expected = outputs(model, dense);

    for (Dataset<Row> table : List.of(withSparseVectors(dense), doubles, floats)) {
      assertArrayEquals(model.weights(), classifier.fit(table).weights());
      assertEquals(expected, outputs(model, table));
      assertEquals(
          table.schema().apply("features"),
          model.transform(table).schema().apply("features"),
          "the column stays as it is");
    }
  }

  @Test
  void takesClassesAndTheirNamesFromTheLabelsMetadata(SparkSession spark) {
    Dataset<Row> table =
        Tables.clouds(spark, 60, 1)
            .withColumn(
                "name",
                org.apache.spark.sql.functions.expr(
                    "element_at(array('a', 'b', 'c'), int(label) + 1)"));
    Dataset<Row> indexed =
        new StringIndexer().setInputCol("name").setOutputCol("index").fit(table).transform(table);
    MlpClassificationModel model = Tables.quick().setLabelCol("index").fit(indexed);
    Dataset<Row> named =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("predicted")
            .setLabels(model.classNames().toArray(String[]::new))
            .transform(model.transform(indexed));

    assertEquals(List.of("a", "b", "c"), model.classNames());
    assertTrue(named.where("predicted = name").count() > 40);

    Dataset<Row> declared =
        table.withColumn(
            "label",
            table
                .col("label")
                .as(
                    "label",
                    NominalAttribute.defaultAttr()
                        .withName("label")
                        .withNumValues(5)
                        .toMetadata()));
    assertEquals(5, Tables.quick().setEpochs(1).fit(declared).numClasses());
    assertEquals(List.of(), Tables.quick().setEpochs(1).fit(declared).classNames());
  }

  @Test
  void refusesWhatNothingCanBeTrainedOn(SparkSession spark) {
    Map<String, Dataset<Row>> refused =
        Map.ofEntries(
            Map.entry(
                "features: expected a vector or an array of numbers in every row, found null",
                Tables.of(spark, POINT, 0.0, null, 1.0)),
            Map.entry(
                "features: expected finite numbers within a float's range, found NaN at index 1",
                Tables.of(spark, POINT, 0.0, Vectors.dense(1, Double.NaN), 1.0)),
            Map.entry(
                "features: expected finite numbers within a float's range, found Infinity at index 7",
                Tables.of(
                    spark,
                    Vectors.sparse(9, new int[] {7}, new double[] {1e300}),
                    0.0,
                    Vectors.sparse(9, new int[] {1}, new double[] {1}),
                    1.0)),
            Map.entry(
                "features: expected as many numbers in every row, found 2 and 3",
                Tables.of(spark, POINT, 0.0, Vectors.dense(1, 2, 3), 1.0).repartition(1)),
            Map.entry(
                "features: expected at least one number in every row, found none",
                Tables.of(spark, Vectors.dense(new double[0]), 0.0)),
            Map.entry(
                "label: expected whole numbers from 0, found null",
                Tables.of(spark, POINT, 0.0, OTHER, null)),
            Map.entry(
                "label: expected whole numbers from 0, found -1.0",
                Tables.of(spark, POINT, 0.0, OTHER, -1.0)),
            Map.entry(
                "label: expected whole numbers from 0, found 0.5",
                Tables.of(spark, POINT, 0.0, OTHER, 0.5)),
            Map.entry(
                "label: expected at least two classes, found only class 1",
                Tables.of(spark, POINT, 1.0, OTHER, 1.0)),
            Map.entry(
                "training set: expected at least one row of a weight above 0 to train on, found none",
                Tables.of(spark)));
    refused.forEach((message, table) -> assertRefuses(message, Tables.quick(), table));
  }

  private static void assertRefuses(String message, MlpClassifier classifier, Dataset<Row> table) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> classifier.fit(table), message);

    assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("; "), "what to do: " + refusal.getMessage());
  }

  @Test
  void refusesVectorsOfSeveralLengthsWhereverTheyAre(SparkSession spark) {
    Dataset<Row> apart =
        Tables.of(spark, POINT, 0.0).union(Tables.of(spark, Vectors.dense(1, 2, 3), 1.0));

    assertRefuses(
        "features: expected as many numbers in every row, found 2 and 3", Tables.quick(), apart);
  }

  @Test
  void refusesUnsoundWeightsAndMarks(SparkSession spark) {
    Dataset<Row> table = Tables.of(spark, POINT, 0.0, OTHER, 1.0);
    MlpClassifier weighted = Tables.quick().setWeightCol("w");
    assertRefuses(
        "weight: expected 0 or a greater number in every row, found -1.0",
        weighted,
        table.selectExpr("*", "double(-id) as w"));
    assertRefuses(
        "weight: expected 0 or a greater number in every row, found NaN",
        weighted,
        table.selectExpr("*", "double('NaN') as w"));
    assertRefuses(
        "weight: expected 0 or a greater number in every row, found null",
        weighted,
        table.selectExpr("*", "double(null) as w"));
    assertRefuses(
        "training set: expected at least one row", weighted, table.selectExpr("*", "0 as w"));
    MlpClassifier marked = Tables.quick().setValidationIndicatorCol("v");
    assertRefuses(
        "validationIndicatorCol: expected a boolean column, found v of type int",
        marked,
        table.selectExpr("*", "1 as v"));
    assertRefuses(
        "validationIndicatorCol: expected true or false in every row, found null",
        marked,
        table.selectExpr("*", "boolean(null) as v"));
    assertRefuses(
        "validationIndicatorCol: expected at least one row where v is true, found none",
        marked,
        table.selectExpr("*", "false as v"));
    assertRefuses(
        "earlyStoppingPatience: expected a validationIndicatorCol",
        Tables.quick().setEarlyStoppingPatience(2),
        table);
  }

  @Test
  void refusesOtherShapesThanTheModels(SparkSession spark) {
    MlpClassificationModel model = Tables.quick().fit(Tables.clouds(spark, 30, 1));
    Dataset<Row> short2 = Tables.of(spark, POINT, 0.0);
    SparkException refusal =
        assertThrows(SparkException.class, () -> model.transform(short2).collect());

    String all =
        Stream.<Throwable>iterate(refusal, e -> e != null, Throwable::getCause)
            .map(String::valueOf)
            .reduce("", String::concat);
    assertTrue(
        all.contains("features: expected a vector of 6 numbers, found one of 2; use data"), all);
  }

  @Test
  void equalWeightsChangeNoBitAndOthersDo(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 90, 1);
    float[] plain = Tables.quick().fit(table).weights();
    MlpClassifier weighted = Tables.quick().setWeightCol("w");

    assertArrayEquals(plain, weighted.fit(table.selectExpr("*", "0.3 as w")).weights());
    float[] uneven = weighted.fit(table.selectExpr("*", "if(label = 0, 5, 0.5) as w")).weights();
    assertFalse(Arrays.equals(plain, uneven));
    // Normalized: only the weights' proportions count.
    assertArrayEquals(
        uneven, weighted.fit(table.selectExpr("*", "if(label = 0, 20, 2) as w")).weights());
  }

  @Test
  void rowsOfNoWeightAreLeftOut(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 90, 1);
    float[] expected = Tables.quick().fit(table.where("id < 60")).weights();
    MlpClassificationModel model =
        Tables.quick().setWeightCol("w").fit(table.selectExpr("*", "int(id < 60) as w"));

    assertArrayEquals(expected, model.weights());
    assertEquals(60, model.summary().examples());
  }

  @Test
  void thresholdsShiftPredictions(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 60, 1);
    MlpClassificationModel model =
        Tables.quick().setThresholds(new double[] {1, 1e-12, 1}).fit(table);

    assertEquals(Collections.nCopies(60, 1.0), predictions(model, table));
  }

  @Test
  void predictsWithoutTheOtherColumns(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 30, 1);
    MlpClassificationModel model = Tables.quick().fit(table);
    List<Double> expected = predictions(model, table);
    MlpClassificationModel bare =
        model.copy(ParamMap.empty()).setRawPredictionCol("").setProbabilityCol("");

    assertEquals(expected, predictions(bare, table));
    assertEquals(
        List.of("id", "features", "label", "prediction"), List.of(bare.transform(table).columns()));
  }

  @Test
  void dl4jHasTheSameNetwork(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 30, 1);
    MlpClassificationModel model = Tables.quick().setHidden(8, 5).setActivation("tanh").fit(table);
    float[] features = {1, 0, -2, 0, 0.5f, 0};
    float[] probabilities =
        model.toDl4j().output(Nd4j.create(features, new long[] {1, 6}, 'c')).toFloatVector();
    Vector expected = model.predictProbability(Vectors.dense(1, 0, -2, 0, 0.5, 0));

    for (int c = 0; c < Tables.CLASSES; c++) {
      assertEquals(expected.apply(c), probabilities[c], 1e-6);
    }
  }

  @Test
  void continuesFromAnInitialModel(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 90, 1);
    MlpClassificationModel first = Tables.quick().fit(table);
    MlpClassificationModel second = Tables.quick().setEpochs(1).setInitialModel(first).fit(table);

    assertTrue(
        second.summary().epochs().get(0).loss() < first.summary().epochs().get(0).loss() / 2);
    assertRefuses(
        "initialModel: expected a model of ",
        Tables.quick().setHidden(9).setInitialModel(first).copy(ParamMap.empty()),
        table);
  }

  @Test
  void keepsTheBestEpochByValidationLoss(SparkSession spark) {
    // Labels that say nothing about the features: what is learnt of them is wrong.
    Dataset<Row> noise =
        Tables.clouds(spark, 120, 1)
            .selectExpr(
                "id", "features", "double(pmod(hash(id), 3)) as label", "id % 3 = 0 as held");
    MlpClassifier classifier =
        Tables.quick()
            .setHidden(64)
            .setEpochs(30)
            .setValidationIndicatorCol("held")
            .setEarlyStoppingPatience(2);
    MlpClassificationModel model = classifier.fit(noise);
    MlpTrainingSummary summary = model.summary();
    List<EpochSummary> epochs = summary.epochs();
    int best =
        IntStream.rangeClosed(1, epochs.size())
            .boxed()
            .min(
                (a, b) ->
                    Double.compare(
                        epochs.get(a - 1).validationLoss().orElseThrow(),
                        epochs.get(b - 1).validationLoss().orElseThrow()))
            .orElseThrow();

    assertEquals(80, summary.examples());
    assertEquals(best, summary.keptEpoch());
    assertEquals(best + 2, epochs.size(), epochs.toString());
    assertEquals(
        epochs.get(best - 1).validationLoss().orElseThrow(),
        loss(model, noise.where("held")),
        1e-9);
  }

  /** Mean cross-entropy of a table. */
  private static double loss(MlpClassificationModel model, Dataset<Row> table) {
    return model.transform(table).select("probability", "label").collectAsList().stream()
        .mapToDouble(row -> -Math.log(row.<Vector>getAs(0).apply((int) row.getDouble(1))))
        .average()
        .orElseThrow();
  }

  @Test
  void validationRowsAreNotTrainedOn(SparkSession spark) {
    Dataset<Row> table = Tables.clouds(spark, 90, 1);
    float[] expected = Tables.quick().fit(table.where("id >= 30")).weights();
    MlpClassificationModel model =
        Tables.quick()
            .setValidationIndicatorCol("held")
            .fit(table.selectExpr("*", "id < 30 as held"));
    EpochSummary last = model.summary().epochs().get(2);
    Dataset<Row> held = model.transform(table.where("id < 30"));

    assertArrayEquals(expected, model.weights());
    assertEquals(
        held.where("prediction = label").count() / 30.0, last.validationAccuracy().orElseThrow());
    assertEquals(loss(model, table.where("id < 30")), last.validationLoss().orElseThrow(), 1e-9);
  }

  @Test
  @Timeout(300)
  void severalFitsAtOnceGiveTheWeightsOfOneAfterTheOther(SparkSession spark)
      throws InterruptedException, ExecutionException {
    Dataset<Row> table = Tables.clouds(spark, 90, 1);
    List<MlpClassifier> classifiers =
        IntStream.rangeClosed(1, 6)
            .mapToObj(seed -> Tables.quick().setSeed(seed).setWorkers(4))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<MlpClassificationModel>> models =
          classifiers.stream().map(fit -> threads.submit(() -> fit.fit(table))).toList();
      for (int i = 0; i < classifiers.size(); i++) {
        assertArrayEquals(classifiers.get(i).fit(table).weights(), models.get(i).get().weights());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void defaultsAreTheJobs() {
    MlpClassifier classifier = new MlpClassifier();

    assertArrayEquals(new int[] {512}, classifier.getHidden());
    assertEquals("relu", classifier.getActivation());
    assertEquals("rmsprop", classifier.getUpdater());
    assertEquals(0.001, classifier.getLearningRate());
    assertEquals(0.01, classifier.setUpdater("nesterovs").getLearningRate());
    assertEquals(0, classifier.getL2());
    assertEquals(5, classifier.getEpochs());
    assertEquals(42, classifier.getSeed());
    assertEquals(0, classifier.getWarmupRounds());
    assertFalse(classifier.isDefined(classifier.workers()));
    assertTrue(classifier.explainParams().contains("averagingFrequency: minibatches"));
  }

  @Test
  void refusesSettingsOutOfTheirRange() {
    MlpClassifier classifier = new MlpClassifier();

    for (Runnable wrong :
        List.<Runnable>of(
            () -> classifier.setHidden(3, 0),
            () -> classifier.setEpochs(0),
            () -> classifier.setActivation("softplus"),
            () -> classifier.setOuterMomentum(1),
            () -> classifier.setL2(-1),
            () -> classifier.setLearningRate(0))) {
      IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, wrong::run);
      assertTrue(refusal.getMessage().contains("given invalid value"), refusal.getMessage());
    }
  }

  @Test
  void saysThatAnArrayHasANullWhereItIsUsed(SparkSession spark) {
    MlpClassificationModel model = Tables.quick().fit(Tables.clouds(spark, 60, 1));
    Dataset<Row> table =
        spark.range(1).selectExpr("array(1.0, 2.0, null, 4.0, 5.0, 6.0) as features");
    Exception refusal = assertThrows(Exception.class, () -> model.transform(table).collectAsList());

    assertTrue(
        Stream.<Throwable>iterate(refusal, e -> e != null, Throwable::getCause)
            .anyMatch(e -> String.valueOf(e.getMessage()).contains(StageFeatures.NULL_ELEMENT)),
        refusal.toString());
  }

  @Test
  void hasSparksOwnTraitsOfItsParameters() {
    Object classifier = new MlpClassifier().setWeightCol("w").setSeed(7);

    assertEquals("w", assertInstanceOf(HasWeightCol.class, classifier).getWeightCol());
    assertEquals(7, assertInstanceOf(HasSeed.class, classifier).getSeed());
    assertInstanceOf(HasValidationIndicatorCol.class, classifier);
    assertEquals(
        1, assertInstanceOf(HasCheckpointInterval.class, classifier).getCheckpointInterval());
  }
}
