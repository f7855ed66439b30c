package org.mnistspark.ml;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple3;

/**
 * A trained multilayer perceptron as a stage of Spark ML. It takes the features that {@link
 * MlpClassifier} takes, in batches, streams and SQL. The raw prediction is the logits, the
 * probability their softmax, both in single precision.
 */
public final class MlpClassificationModel
    extends ProbabilisticClassificationModel<Vector, MlpClassificationModel> implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final VectorScorer scorer;
  private final List<String> classNames;
  // For the driver alone.
  private transient MlpTrainingSummary summary;

  /**
   * A model.
   *
   * @param classNames in the order of the classes; empty when nobody has named them
   */
  MlpClassificationModel(String uid, Mlp network, List<String> classNames) {
    this(PendingUid.of(uid), network, classNames);
  }

  private MlpClassificationModel(PendingUid pending, Mlp network, List<String> classNames) {
    this.uid = pending.take();
    this.scorer = new VectorScorer(network);
    this.classNames = List.copyOf(classNames);
  }

  @Override
  public String uid() {
    return uid == null ? PendingUid.current() : uid;
  }

  @Override
  public int numClasses() {
    return network().classes();
  }

  @Override
  public int numFeatures() {
    return network().inputs();
  }

  /** Names of the classes, in their order, as StringIndexer had them; empty without any. */
  public List<String> classNames() {
    return classNames;
  }

  /** Units of the input, of each hidden layer and of the output. */
  public int[] layers() {
    return IntStream.concat(
            IntStream.concat(
                IntStream.of(numFeatures()),
                network().topology().hidden().stream().mapToInt(Integer::intValue)),
            IntStream.of(numClasses()))
        .toArray();
  }

  /**
   * A copy of the weights, flat: per layer W[inputs, outputs] column by column, then b[outputs].
   */
  public float[] weights() {
    return network().weights();
  }

  /** The network as DL4J has it, for its programs and its model.zip; the updater is a plain SGD. */
  public MultiLayerNetwork toDl4j() {
    Topology topology = network().topology();
    MultiLayerNetwork network =
        Networks.init(
            Networks.configuration(
                new NetworkSettings(
                    topology.inputs(),
                    topology.hidden(),
                    HiddenActivation.valueOf(topology.activation().name()),
                    topology.classes(),
                    UpdaterChoice.SGD,
                    0.01,
                    0,
                    1)));
    float[] weights = weights();
    network.setParams(Nd4j.create(weights, new long[] {1, weights.length}, 'c'));
    return network;
  }

  Mlp network() {
    return scorer.network();
  }

  MlpClassificationModel withSummary(MlpTrainingSummary how) {
    summary = how;
    return this;
  }

  /** Whether it knows how it was trained: not after it was loaded. */
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * How it was trained.
   *
   * @throws IllegalStateException when the model was loaded
   */
  public MlpTrainingSummary summary() {
    return Optional.ofNullable(summary)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "expected a summary of the training, found none, because it is not saved with a model; train one"));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return StageFeatures.asVector(schema, getFeaturesCol(), super::transformSchema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    if (!(dataset.schema().apply(getFeaturesCol()).dataType() instanceof ArrayType)) {
      return super.transform(dataset);
    }
    transformSchema(dataset.schema());
    String vectors = uid() + "_vectors";
    Column numbers =
        dataset.col(getFeaturesCol()).cast(DataTypes.createArrayType(DataTypes.DoubleType));
    Column refused =
        org.apache.spark.sql.functions.raise_error(
            org.apache.spark.sql.functions.lit(StageFeatures.NULL_ELEMENT));
    return copy(ParamMap.empty())
        .setFeaturesCol(vectors)
        .transform(
            dataset.withColumn(
                vectors,
                org.apache
                    .spark
                    .sql
                    .functions
                    .when(org.apache.spark.sql.functions.exists(numbers, Column::isNull), refused)
                    .otherwise(functions.array_to_vector(numbers))))
        .drop(vectors);
  }

  @Override
  public Vector predictRaw(Vector features) {
    return scorer.logits(features);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector logits) {
    return scorer.probabilities((DenseVector) logits);
  }

  /**
   * Spark's own summaries ask for this, and there is none of these. It is here because Java takes
   * the two inherited methods of this name, whose results differ in a type parameter, for a clash.
   */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3(this, getProbabilityCol(), getPredictionCol());
  }

  @Override
  public MlpClassificationModel copy(ParamMap extra) {
    return copyValues(new MlpClassificationModel(uid(), network(), classNames), extra)
        .withSummary(summary)
        .setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new SavedNetwork.Writer(this);
  }

  /** A reader of saved models. */
  public static MLReader<MlpClassificationModel> read() {
    return new SavedNetwork.Reader();
  }

  /** Loads a saved model. */
  public static MlpClassificationModel load(String path) {
    return read().load(path);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "MlpClassificationModel: uid=%s, numLayers=%d, numClasses=%d, numFeatures=%d",
        uid(),
        layers().length,
        numClasses(),
        numFeatures());
  }
}
