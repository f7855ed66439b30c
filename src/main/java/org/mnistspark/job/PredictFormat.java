package org.mnistspark.job;

import java.util.Locale;

/** Files that predictions are written to. */
public enum PredictFormat {
  PARQUET,
  JSON,
  /** Without arrays: probabilities are the columns p0, p1, ... */
  CSV;

  /** Spark's name for it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
