package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SparkVersionTest {
  @Test
  void takesTheSparkOfTheBuild() {
    assertDoesNotThrow(() -> SparkVersion.require());
  }

  @ParameterizedTest
  @CsvSource({"3.5.0,2.12.18", "3.5.9,2.12.20", "3.5.1-amzn-0,2.12.17", "3.5.8-SNAPSHOT,2.12.18"})
  void takesEverySpark35(String spark, String scala) {
    assertDoesNotThrow(() -> SparkVersion.require(spark, scala));
  }

  @ParameterizedTest
  @CsvSource({"3.3.2,2.12.15", "3.4.4,2.12.17", "3.50.0,2.12.18", "4.0.0,2.13.16", "3.5.1,2.13.8"})
  void refusesOthers(String spark, String scala) {
    InstallationException error =
        assertThrows(InstallationException.class, () -> SparkVersion.require(spark, scala));

    assertEquals(
        "expected a Spark 3.5 for Scala 2.12, found Spark %s for Scala %s; run the spark-submit of a Spark 3.5 for Scala 2.12, or submit/local.sh without SPARK_HOME"
            .formatted(spark, scala),
        error.getMessage());
  }
}
