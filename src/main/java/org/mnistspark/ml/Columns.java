package org.mnistspark.ml;

import java.util.Optional;

/**
 * The columns of a training set.
 *
 * @param features vectors, or arrays of numbers
 * @param label class, from 0
 * @param weight of the example
 * @param validation whether the row is kept from training, to be evaluated
 */
record Columns(
    String features, String label, Optional<String> weight, Optional<String> validation) {}
