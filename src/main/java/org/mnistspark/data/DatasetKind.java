package org.mnistspark.data;

/** Which data a run used; {@link #id()} is what reports call it. */
public enum DatasetKind {
  /** The published MNIST, byte for byte. */
  MNIST("mnist"),
  /** Digits drawn by {@link SyntheticDigits}. */
  SYNTHETIC_DIGITS("synthetic-digits"),
  /** Anything else in the four IDX files. */
  CUSTOM("custom");

  private final String id;

  DatasetKind(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }
}
