package org.mnistspark.engine;

/**
 * A labelled example on its way to the worker that trains on it. It lives within a task: what
 * travels is {@link PackedRow}.
 *
 * @param worker from 0
 * @param key its place among the worker's examples, which are in the order of their keys; no two of
 *     a worker have the same
 * @param indices of the inputs that features has values for, ascending; null: features has all
 * @param features one per input of the network, or per index
 * @param label distribution over the classes, one-hot for one of them; times the example's weight
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; nobody compares or changes it.
public record Example(int worker, long key, int[] indices, float[] features, float[] label) {
  /** An example with all features. */
  public Example(int worker, long key, float[] features, float[] label) {
    this(worker, key, null, features, label);
  }
}
