package org.mnistspark.job;

/** How much an example counts. */
public enum ClassWeightsChoice {
  /** All the same. */
  NONE,
  /** The less the more examples its class has, so that all classes count the same. */
  BALANCED
}
