package org.mnistspark.dl4j;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;

/**
 * What a model.zip holds: a network and perhaps the normalizer of its features.
 *
 * <p>Features are in [0,1] wherever images are read. A normalizer that was fitted to grey levels
 * from 0 to 255 is therefore brought to that unit for images. For tables it stays as it is: they
 * hold whatever the model was trained on.
 */
public final class SavedModel {
  private final String name;
  private final MultiLayerNetwork network;
  private final Optional<FeatureNormalizer> normalizer;
  private final Optional<Signature> signature;

  SavedModel(
      String name,
      MultiLayerNetwork network,
      Optional<FeatureNormalizer> normalizer,
      Optional<Signature> signature) {
    this.name = name;
    this.network = network;
    this.normalizer = normalizer;
    this.signature = signature;
  }

  /** Where it was read. */
  public String name() {
    return name;
  }

  /** The network, with its updater state. */
  public MultiLayerNetwork network() {
    return network;
  }

  /** DL4J's name of the normalizer that was saved with it. */
  public Optional<String> normalizer() {
    return normalizer.map(FeatureNormalizer::name);
  }

  /** The normalizer that was saved with it. */
  public Optional<FeatureNormalizer> featureNormalizer() {
    return normalizer;
  }

  /**
   * What its features and classes are called; of a model of another program, numbers.
   *
   * @throws DataException when the network does not map vectors to class probabilities
   */
  public Signature signature() {
    Classifier classifier = forTables(1);
    int classes = classifier.classes();
    signature
        .filter(own -> own.classes().size() != classes)
        .ifPresent(
            own -> {
              throw new DataException(
                  "%s: expected names of %s classes, found %s; save the model again"
                      .formatted(name, classes, own.classes().size()));
            });
    return signature.orElseGet(() -> numbered(classifier.inputs(), classes));
  }

  private static Signature numbered(int inputs, int classes) {
    int side = (int) Math.round(Math.sqrt(inputs));
    return Signature.numbered(
        side * side == inputs ? List.of(side, side) : List.of(inputs), classes);
  }

  /**
   * A classifier of images, whose features are pixels in [0,1].
   *
   * @param threads native threads per task
   * @throws DataException when the network does not map vectors to class probabilities, or has a
   *     normalizer of something else than pixels
   */
  public Classifier forImages(int threads) {
    return classifier(normalizer.map(this::ofPixels), threads);
  }

  /**
   * A classifier of tables, whose features are what the normalizer was fitted to; without one, and
   * with DL4J's scaler of images, pixels in [0,1].
   *
   * @param threads native threads per task
   * @throws DataException when the network does not map vectors to class probabilities
   */
  public Classifier forTables(int threads) {
    return classifier(normalizer, threads);
  }

  /**
   * The network alone, in a form that can be written in other formats.
   *
   * @throws DataException when it is not one of dense layers that {@link
   *     org.mnistspark.mlp.Topology} describes
   */
  public Mlp mlp() {
    try {
      return Networks.mlp(network);
    } catch (UnsupportedNetworkException e) {
      throw new DataException(
          "%s: %s; models with such networks cannot be exported".formatted(name, e.reason()), e);
    }
  }

  private Classifier classifier(Optional<FeatureNormalizer> before, int threads) {
    Classifier classifier = Networks.classifier(network, name, threads);
    return before
        .<Classifier>map(own -> new NormalizedClassifier(own, classifier))
        .orElse(classifier);
  }

  private FeatureNormalizer ofPixels(FeatureNormalizer own) {
    return own.forPixels()
        .orElseThrow(
            () ->
                new DataException(
                    "%s: expected a normalizer of pixels in [0,1] or of grey levels from 0 to 255, found a %s of features from %s; use predict with a table (Parquet, JSON) of such features"
                        .formatted(name, own.name(), own.range())));
  }
}
