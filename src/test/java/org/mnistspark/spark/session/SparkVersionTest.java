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
    assertDoesNotThrow(() -> SparkVersion.ofJob().require());
  }

  @ParameterizedTest
  @CsvSource({
    "3.5,2.12,3.5.0,2.12.18",
    "3.5,2.12,3.5.9,2.12.20",
    "3.5,2.12,3.5.1-amzn-0,2.12.17",
    "3.5,2.12,3.5.8-SNAPSHOT,2.12.18",
    "4.2,2.13,4.2.0,2.13.18",
    "4.2,2.13,4.2.1-emr,2.13.20"
  })
  void takesEveryPatchOfIt(String spark, String scala, String foundSpark, String foundScala) {
    assertDoesNotThrow(() -> new SparkVersion(spark, scala).require(foundSpark, foundScala));
  }

  @ParameterizedTest
  @CsvSource({
    "3.5,2.12,3.3.2,2.12.15",
    "3.5,2.12,3.4.4,2.12.17",
    "3.5,2.12,3.50.0,2.12.18",
    "3.5,2.12,4.0.0,2.13.16",
    "3.5,2.12,4.2.0,2.13.18",
    "3.5,2.12,3.5.1,2.13.8",
    "4.2,2.13,3.5.9,2.12.18",
    "4.2,2.13,4.1.1,2.13.17",
    "4.2,2.13,4.20.0,2.13.18",
    "4.2,2.13,4.2.0,3.3.1"
  })
  void refusesOthers(String spark, String scala, String foundSpark, String foundScala) {
    SparkVersion version = new SparkVersion(spark, scala);
    InstallationException error =
        assertThrows(InstallationException.class, () -> version.require(foundSpark, foundScala));

    assertEquals(
        "expected a Spark %s for Scala %s, found Spark %s for Scala %s; run the spark-submit of a Spark %1$s for Scala %2$s, or take the job's jar for the Spark that you have (docs/operations.md)"
            .formatted(spark, scala, foundSpark, foundScala),
        error.getMessage());
  }
}
