/**
 * Checkpoints of a run.
 *
 * <p>Enters: a {@link org.mnistspark.run.checkpoint.Checkpoint}. Leaves: a file with a checksum,
 * and the newest one that is whole. Forbidden: Java serialization, and names of classes in a file.
 */
package org.mnistspark.run.checkpoint;
