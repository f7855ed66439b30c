package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mnistspark.testing.Kryo.sent;

import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Exchange;
import org.mnistspark.averaging.GroupTraining;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Outcome;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.averaging.Shard;
import org.mnistspark.averaging.SliceResult;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.mlp.GlorotUniform;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.RmsProp;
import scala.Tuple2;

/** Everything that travels also passes through Kryo, with ND4J's registrator as in the job. */
final class KryoTest {
  private static final FusedNetwork NETWORK =
      FusedNetwork.of(Stripes.conf(new RmsProp(0.01, 0.9, 1e-7)));

  private static ModelState start() {
    float[] weights = GlorotUniform.parameters(NETWORK.topology(), 3);
    return new ModelState(
        weights, NETWORK.updater().newState(weights.length), new float[weights.length], 5);
  }

  private static Shard shard(int worker) {
    return new Shard(
        worker,
        Stripes.examples(20 * worker, 20),
        IntBuffer.wrap(IntStream.range(0, 20).toArray()));
  }

  private static SliceResult train(ModelState state) {
    return GroupTraining.run(
        plan(),
        state,
        List.of(shard(0), shard(1)),
        Progress.begin(1),
        2,
        new double[] {1e-2, 1e-2},
        1,
        Exchange.ALONE,
        RoundObserver.NONE);
  }

  private static TrainingPlan plan() {
    return new TrainingPlan(
        NETWORK.topology(),
        NETWORK.updater(),
        0.001,
        10,
        1,
        OuterStep.of(0.5, true),
        9,
        List.of(20, 20));
  }

  private static Outcome outcome(SliceResult result) {
    return Outcome.of(plan(), start(), Progress.begin(1), List.of(result));
  }

  @Test
  void statesAndResultsTravel() {
    Outcome expected = outcome(train(start()));

    // A task's result has its place beside it.
    Tuple2<String, SliceResult> result = sent(new Tuple2<>("executor_a_1", train(sent(start()))));

    assertEquals("executor_a_1", result._1());
    Outcome found = outcome(result._2());
    assertArrayEquals(expected.state().weights(), found.state().weights());
    assertArrayEquals(expected.state().updater(), found.state().updater());
    assertArrayEquals(expected.state().momentum(), found.state().momentum());
    assertEquals(expected.state().iteration(), found.state().iteration());
    assertEquals(expected.progress(), found.progress());
  }

  @Test
  void sumsOfEvaluationsTravel() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0.25f, 0.75f}, 0, 1);

    assertEquals(sum.metrics(), sent(sum).metrics());
  }

  @Test
  @Tag("dl4j-spark")
  void dataSetsTravelWithTheirNativeMemory() {
    DataSet dataSet = Stripes.dataSet(3, 4);

    assertEquals(dataSet.getFeatures(), sent(dataSet).getFeatures());
    assertEquals(dataSet.getLabels(), sent(dataSet).getLabels());
  }
}
