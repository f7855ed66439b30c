/**
 * Classification of frames by tasks.
 *
 * <p>Enters: a classifier and a frame. Leaves: metrics that do not depend on partitioning ({@link
 * org.mnistspark.spark.scoring.DistributedEvaluation}), and frames with predictions ({@link
 * org.mnistspark.spark.scoring.Scoring}), to the same bits. Forbidden: knowledge of how the
 * classifier came about.
 */
package org.mnistspark.spark.scoring;
