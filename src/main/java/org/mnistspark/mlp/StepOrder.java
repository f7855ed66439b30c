package org.mnistspark.mlp;

/**
 * The order of the flat vectors that {@link Step} works on, and the way between it and DL4J's.
 *
 * <p>In DL4J's order the weights of a layer are stored unit by unit. In a step's, those of the
 * first layer are stored input by input, so that the weights of an input that is not zero, and
 * their gradient, are contiguous; all else is as DL4J has it. The same holds for whatever has a
 * value per parameter: updater state, momentum.
 */
public final class StepOrder {
  private static final int TILE = 32;

  private StepOrder() {}

  /**
   * A vector in DL4J's order in a step's.
   *
   * @param values any number of values per parameter, those of all parameters one after the other
   * @return a new array
   */
  public static float[] of(Topology topology, float[] values) {
    Topology.Layer first = topology.layers().get(0);
    return transposed(topology, values, first.outputs(), first.inputs());
  }

  /** A vector in a step's order in DL4J's; see {@link #of}. */
  public static float[] undo(Topology topology, float[] values) {
    Topology.Layer first = topology.layers().get(0);
    return transposed(topology, values, first.inputs(), first.outputs());
  }

  /** With [rows][columns] at the beginning of each copy of the parameters as [columns][rows]. */
  private static float[] transposed(Topology topology, float[] values, int rows, int columns) {
    float[] result = values.clone();
    for (int at = 0; at < values.length; at += topology.parameters()) {
      for (int i0 = 0; i0 < rows; i0 += TILE) {
        for (int j0 = 0; j0 < columns; j0 += TILE) {
          for (int i = i0; i < Math.min(rows, i0 + TILE); i++) {
            for (int j = j0; j < Math.min(columns, j0 + TILE); j++) {
              result[at + j * rows + i] = values[at + i * columns + j];
            }
          }
        }
      }
    }
    return result;
  }

  /** The place in DL4J's order of a parameter in a step's. */
  static int parameter(Topology topology, int at) {
    Topology.Layer first = topology.layers().get(0);
    return at < first.biasesAt()
        ? at % first.outputs() * first.inputs() + at / first.outputs()
        : at;
  }
}
