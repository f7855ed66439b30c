package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.RmsProp;

/** What the driver hears while an epoch runs. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ProgressTest {
  /** Two epochs of workers with so many examples, in minibatches of 10, averaged every 3. */
  private static List<StepProgress> train(SparkSession session, int... workers) {
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    List<StepProgress> heard = Collections.synchronizedList(new ArrayList<>());
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder()
            .workers(workers.length)
            .batchSizePerWorker(10)
            .averagingFrequency(3)
            .build()) {
      master.setProgressListener(heard::add);
      SparkDl4jMultiLayer spark =
          new SparkDl4jMultiLayer(context, Stripes.conf(new RmsProp(0.01, 0.9, 1e-7)), master);
      JavaRDD<DataSet> rdd = Stripes.rdd(context, workers.length, workers);
      for (int epoch = 1; epoch <= 2; epoch++) {
        spark.fit(rdd);
        EpochOutcome outcome = master.lastEpoch();
        StepProgress last = heard.get(heard.size() - 1);
        assertEquals(epoch, last.epoch());
        assertEquals(last.steps(), last.step());
        assertEquals(outcome.examples(), last.examples());
        assertEquals(outcome.loss(), last.loss(), 1e-12);
        assertEquals(outcome.accuracy(), last.accuracy(), 1e-12);
        assertTrue(outcome.averagingSeconds() > 0);
      }
    }
    return heard;
  }

  @Test
  void withSeveralTasksEveryRoundIsHeardOf(SparkSession session) {
    List<StepProgress> heard = train(session, 54, 53);

    assertEquals(List.of(3, 6, 3, 6), heard.stream().map(StepProgress::step).toList());
  }

  @Test
  void roundsWithinATaskAreHeardOfInOrder(SparkSession session) {
    List<StepProgress> heard = train(session, 107);

    for (int epoch = 1; epoch <= 2; epoch++) {
      int wanted = epoch;
      List<Integer> steps =
          heard.stream().filter(at -> at.epoch() == wanted).map(StepProgress::step).toList();
      // The result of the job tells of the last round once more, and may overtake messages.
      assertEquals(steps.stream().sorted().toList(), steps);
      assertTrue(List.of(3, 6, 9, 11).containsAll(steps), steps.toString());
    }
  }
}
