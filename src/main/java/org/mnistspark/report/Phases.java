package org.mnistspark.report;

import java.util.OptionalDouble;

/**
 * Where a run's wall-clock time went.
 *
 * @param trainingSeconds of the epochs, averaging included
 * @param averagingSeconds of them, what averaging took; empty where the training master does not
 *     tell
 * @param evaluationSeconds of the evaluations after the epochs
 * @param totalSeconds from the start of the job to its report
 */
public record Phases(
    double trainingSeconds,
    OptionalDouble averagingSeconds,
    double evaluationSeconds,
    double totalSeconds) {}
