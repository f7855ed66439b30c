package org.mnistspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What the job for Scala 2.13 says to those who want DL4J's own training master. */
final class StockMasterTest {
  @Test
  void isRefusedInOneLine() {
    Invocation result = Invocation.of("train", "--training-master", "dl4j");

    assertEquals(2, result.code());
    assertEquals("", result.out());
    assertEquals(
        "mnist-spark: --training-master dl4j: expected a Spark for Scala 2.12, for which alone there is dl4j-spark, found the job for Scala 2.13;"
            + " use --training-master averaging, or the job for Spark 3.5\n",
        result.err());
  }
}
