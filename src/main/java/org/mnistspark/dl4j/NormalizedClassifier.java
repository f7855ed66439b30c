package org.mnistspark.dl4j;

import org.mnistspark.evaluation.Classifier;

/** A classifier behind the normalizer of its features. */
public final class NormalizedClassifier implements Classifier {
  private static final long serialVersionUID = 1L;

  private final FeatureNormalizer normalizer;
  private final Classifier classifier;

  /** What classifies normalized features. */
  public NormalizedClassifier(FeatureNormalizer normalizer, Classifier classifier) {
    this.normalizer = normalizer;
    this.classifier = classifier;
  }

  @Override
  public int inputs() {
    return classifier.inputs();
  }

  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public boolean takesPixels() {
    return normalizer.takesPixels();
  }

  @Override
  public void classify(float[] features, int rows, float[] probabilities) {
    float[] normalized = normalizer.apply(features, Math.multiplyExact(rows, inputs()));
    classifier.classify(normalized, rows, probabilities);
  }
}
