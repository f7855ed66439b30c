package org.mnistspark.spark;

/** The job was started without a Spark master. The message is one line that says what to do. */
public final class MissingMasterException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingMasterException() {
    super(
        "expected to be launched by spark-submit, found no spark.master;"
            + " run submit/local.sh, or spark-submit --master MASTER with this jar");
  }
}
