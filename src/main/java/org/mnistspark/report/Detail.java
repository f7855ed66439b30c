package org.mnistspark.report;

/** How much the console says. */
public enum Detail {
  /** What came out, where it is, and warnings. */
  QUIET,
  /** Progress as well. */
  NORMAL,
  /** Also settings, every round that is heard of, and what took how long. */
  VERBOSE
}
