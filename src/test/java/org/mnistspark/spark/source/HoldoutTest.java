package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class HoldoutTest {
  private static final int COUNT = 1000;

  private static Dataset<Row> frame(SparkSession spark, int partitions) {
    return spark.range(0, COUNT, 1, partitions).toDF("index");
  }

  private static Set<Long> indices(Dataset<Row> frame) {
    List<Long> indices = frame.collectAsList().stream().map(row -> row.getLong(0)).toList();
    assertEquals(indices.size(), new HashSet<>(indices).size());
    return new HashSet<>(indices);
  }

  @Test
  void everyExampleIsOnOneSideAndTheCountIsExact(SparkSession spark) {
    Holdout holdout = Holdout.of(COUNT, 0.15, 42);
    Set<Long> held = indices(holdout.validation(frame(spark, 3)));
    Set<Long> trained = indices(holdout.training(frame(spark, 3)));

    assertEquals(150, held.size());
    assertEquals(150, holdout.count());
    assertEquals(850, trained.size());
    trained.retainAll(held);
    assertEquals(Set.of(), trained);
  }

  @Test
  void theChoiceDependsOnTheSeedAndNotOnPartitions(SparkSession spark) {
    Holdout holdout = Holdout.of(COUNT, 0.15, 42);
    Set<Long> held = indices(holdout.validation(frame(spark, 1)));

    assertEquals(held, indices(holdout.validation(frame(spark, 7))));
    assertNotEquals(held, indices(Holdout.of(COUNT, 0.15, 43).validation(frame(spark, 1))));
  }

  @Test
  void itIsSpreadOverTheData(SparkSession spark) {
    Set<Long> held = indices(Holdout.of(COUNT, 0.5, 42).validation(frame(spark, 1)));

    // 500 of 1000: each half has 250, with a standard deviation of 11.
    long inFirstHalf = held.stream().filter(index -> index < COUNT / 2).count();
    assertTrue(inFirstHalf > 195 && inFirstHalf < 305, "in the first half: " + inFirstHalf);
  }

  @ParameterizedTest
  @CsvSource({"10, 0.01", "10, 0.99", "1, 0.5"})
  void aSideWithoutExamplesIsRefused(long count, double fraction) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Holdout.of(count, fraction, 1))
            .getMessage();

    assertEquals(
        "expected a validation fraction that leaves examples on both sides of "
            + count
            + ", found "
            + fraction,
        message);
  }
}
