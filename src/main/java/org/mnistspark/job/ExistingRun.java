package org.mnistspark.job;

/** What becomes of a run directory that is there already. */
public enum ExistingRun {
  /** It is an error. */
  REFUSE,
  /** It is deleted and made anew. */
  OVERWRITE,
  /** A run that died goes on from its last checkpoint; a finished one is the result. */
  RESUME
}
