package org.mnistspark.engine;

/**
 * A labelled example on its way to the worker that trains on it. It lives within a task: what
 * travels is {@link PackedRow}.
 *
 * @param worker from 0
 * @param key its place among the worker's examples, which are in the order of their keys; no two of
 *     a worker have the same
 * @param features one per input of the network
 * @param label distribution over the classes, one-hot for one of them
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; nobody compares or changes it.
public record Example(int worker, long key, float[] features, float[] label) {}
