package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mnistspark.testing.Kryo.sent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Averaging.Outcome;
import org.mnistspark.averaging.Block;
import org.mnistspark.averaging.GroupTraining;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.averaging.RoundsResult;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.mlp.ExamplesBuilder;
import org.mnistspark.mlp.GlorotUniform;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.RmsProp;

/** Everything that travels also passes through Kryo, with ND4J's registrator as in the job. */
final class KryoTest {
  private static final FusedNetwork NETWORK =
      FusedNetwork.of(Stripes.conf(new RmsProp(0.01, 0.9, 1e-7)));

  private static byte[] bytes(Serializable object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static ModelState start() {
    float[] weights = GlorotUniform.parameters(NETWORK.topology(), 3);
    return new ModelState(
        weights, NETWORK.updater().newState(weights.length), new float[weights.length], 5);
  }

  private static Block pixels(int worker) {
    return new Block(worker, Stripes.examples(20 * worker, 20));
  }

  /** Features that are no grey levels, and labels that are no classes. */
  private static Block floats(int worker) {
    float[] features = Stripes.features(20 * worker, 20);
    float[] labels = Stripes.labels(20 * worker, 20);
    features[3] = -0.12345f;
    labels[0] = 0.25f;
    labels[1] = 0.75f;
    labels[2] = 0f;
    return new Block(
        worker, new ExamplesBuilder(Stripes.INPUTS, Stripes.CLASSES).add(features, labels).build());
  }

  private static RoundsResult train(ModelState state, List<Block> blocks) {
    return GroupTraining.run(
        plan(), state, blocks, 0, 0, 2, new double[] {1e-2, 1e-2}, 1, RoundObserver.NONE);
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

  private static Outcome outcome(RoundsResult result) {
    return Averaging.combine(plan(), start(), List.of(result), 0, 2, "a test");
  }

  @Test
  void statesBlocksAndResultsTravel() {
    List<Block> group = new ArrayList<>(List.of(pixels(0), floats(1)));
    Outcome expected = outcome(train(start(), group));

    Outcome found = outcome(sent(train(sent(start()), sent(group))));

    assertArrayEquals(expected.state().weights(), found.state().weights());
    assertArrayEquals(expected.state().updater(), found.state().updater());
    assertEquals(expected.state().iteration(), found.state().iteration());
    assertEquals(expected.lossSum(), found.lossSum());
    assertEquals(expected.correct(), found.correct());
  }

  @Test
  void piecesTravel() {
    Piece piece = sent(new Piece(3, 7, Stripes.features(0, 5), Stripes.labels(0, 5)));

    ExamplesBuilder builder = new ExamplesBuilder(Stripes.INPUTS, Stripes.CLASSES);
    piece.addTo(builder);

    assertEquals(5, builder.build().size());
    assertEquals(1, builder.build().labels().classOf(4));
  }

  @Test
  void chunksOfMinibatchesTravel() throws IOException {
    Minibatches.Chunk chunk = new Minibatches.Chunk(Stripes.INPUTS, Stripes.CLASSES);
    chunk.add(4, Stripes.features(4, 1), Stripes.labels(4, 1));

    assertArrayEquals(bytes(chunk), bytes(sent(chunk)));
    assertArrayEquals(bytes(chunk.packed()), bytes(sent(chunk)));
  }

  @Test
  void sumsOfEvaluationsTravel() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0.25f, 0.75f}, 0, 1);

    assertEquals(sum.metrics(), sent(sum).metrics());
  }

  @Test
  void dataSetsTravelWithTheirNativeMemory() {
    DataSet dataSet = Stripes.dataSet(3, 4);

    assertEquals(dataSet.getFeatures(), sent(dataSet).getFeatures());
    assertEquals(dataSet.getLabels(), sent(dataSet).getLabels());
  }
}
