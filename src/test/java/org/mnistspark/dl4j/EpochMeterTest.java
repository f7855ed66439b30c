package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.spark.RoundProgress;

final class EpochMeterTest {
  /** Ten minibatches of the first worker, averaged every four: three rounds. */
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          new Topology(3, List.of(2), Activation.RELU, 2),
          new Updater.Sgd(),
          0,
          10,
          4,
          OuterStep.MEAN,
          1,
          List.of(95, 60));

  private final List<StepProgress> told = new ArrayList<>();
  private final EpochMeter meter = new EpochMeter(PLAN, 1, EpochProgress.NONE, told::add);

  @Test
  void addsTheRunningJobToThoseThatAreDone() {
    meter.done(new EpochProgress(1, 80, 20, 80));
    meter.running(new RoundProgress(1, 1, 40, 40, 40));

    assertEquals(
        List.of(
            new StepProgress(2, 4, 10, 80, 0, 1, 0.25), new StepProgress(2, 8, 10, 120, 0, 1, 0.5)),
        told);
  }

  @Test
  void theLastRoundHasTheStepsThatAreLeft() {
    meter.done(new EpochProgress(3, 155, 31, 155));

    assertEquals(List.of(new StepProgress(2, 10, 10, 155, 0, 1, 0.2)), told);
  }

  @Test
  void aMessageThatComesAfterItsJobIsDropped() {
    meter.done(new EpochProgress(3, 155, 31, 155));
    meter.running(new RoundProgress(1, 2, 155, 31, 155));

    assertEquals(1, told.size());
  }

  @Test
  void aTaskThatRunsAgainStartsItsSumsAgain() {
    meter.running(new RoundProgress(1, 1, 120, 60, 120));
    meter.running(new RoundProgress(1, 0, 80, 20, 80));
    meter.running(new RoundProgress(1, 1, 120, 60, 120));

    assertEquals(List.of(8, 4, 8), told.stream().map(StepProgress::step).toList());
    assertEquals(told.get(0), told.get(2));
  }

  @Test
  void anEpochThatGoesOnHasWhatItHadBefore() {
    new EpochMeter(PLAN, 0, new EpochProgress(1, 80, 20, 80), told::add)
        .running(new RoundProgress(1, 1, 40, 40, 40));

    assertEquals(List.of(new StepProgress(1, 8, 10, 120, 80, 1, 0.5)), told);
  }
}
