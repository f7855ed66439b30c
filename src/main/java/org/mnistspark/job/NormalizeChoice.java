package org.mnistspark.job;

/** What features are brought to before the network takes them. */
public enum NormalizeChoice {
  /** Decided by the training examples: features in [0,1] and grey levels are left alone. */
  AUTO,
  /** Features are taken as they are. */
  NONE,
  /** Every feature to [0,1]. */
  MINMAX,
  /** Every feature to mean 0 and standard deviation 1. */
  STANDARD
}
