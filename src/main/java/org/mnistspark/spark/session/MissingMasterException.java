package org.mnistspark.spark.session;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/** The job was started without a Spark master. The message is one line that says what to do. */
public final class MissingMasterException extends JobException {
  private static final long serialVersionUID = 1L;

  MissingMasterException() {
    super(
        ExitCode.USAGE,
        "expected to be launched by spark-submit, found no spark.master;"
            + " run submit/local.sh, or spark-submit --master MASTER with this jar");
  }
}
