package org.mnistspark.data;

import java.io.Serializable;

/** What features are brought to before a network takes them: each by itself. */
public interface FeatureMap extends Serializable {
  /** Pictures' grey levels, k to k/255. */
  FeatureMap GREY_LEVELS = new GreyLevelMap();

  /**
   * One value.
   *
   * @param feature its number in the example
   */
  float apply(int feature, float value);

  /** A copy of the first count values, which are whole rows of features, each brought there. */
  float[] apply(float[] features, int count);

  /** Whether zeros stay zeros, so that sparse examples stay sparse. */
  boolean keepsZeros();
}
