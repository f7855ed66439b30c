package org.mnistspark.dl4j;

/** A network that the fused step does not cover. The message names the reason and who does. */
public final class UnsupportedNetworkException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnsupportedNetworkException(String expected, String found) {
    super(
        "AveragingTrainingMaster: expected "
            + expected
            + ", found "
            + found
            + "; DL4J's ParameterAveragingTrainingMaster trains such networks");
    this.reason = "expected " + expected + ", found " + found;
  }

  /** What was expected and what was found, for messages about something else than training. */
  String reason() {
    return reason;
  }
}
