package org.mnistspark.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the name of an array says, in the habits of those who publish data sets: {@code
 * train-images-idx3-ubyte}, {@code emnist-letters-test-labels-idx1-ubyte}, {@code x_train}, {@code
 * k49-test-imgs}.
 *
 * @param set what is left of the name, {@code emnist-letters}; empty for MNIST's own names
 * @param split training or test set; empty where the name has neither
 * @param role features or labels
 */
public record ArrayName(String set, Optional<Split> split, Role role) {
  /** What an array holds. */
  public enum Role {
    FEATURES,
    LABELS
  }

  private static final Set<String> TRAIN = Set.of("train", "training");
  private static final Set<String> TEST = Set.of("test", "t10k", "testing");
  private static final Set<String> FEATURES =
      Set.of("x", "images", "image", "imgs", "img", "data", "features");
  private static final Set<String> LABELS = Set.of("y", "labels", "label", "target", "targets");

  /** How IDX files are told in their names: dimensions, and the type of the elements. */
  private static final Set<String> FORMAT =
      Set.of(
          "idx1", "idx2", "idx3", "idx4", "ubyte", "byte", "int", "float", "double", "npy", "gz");

  /** What a name says; empty if it does not say whether the array holds features or labels. */
  public static Optional<ArrayName> of(String name) {
    Optional<Split> split = Optional.empty();
    Optional<Role> role = Optional.empty();
    List<String> rest = new ArrayList<>();
    for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (TRAIN.contains(word)) {
        split = Optional.of(Split.TRAIN);
      } else if (TEST.contains(word)) {
        split = Optional.of(Split.TEST);
      } else if (role.isEmpty() && FEATURES.contains(word)) {
        role = Optional.of(Role.FEATURES);
      } else if (role.isEmpty() && LABELS.contains(word)) {
        role = Optional.of(Role.LABELS);
      } else if (!word.isEmpty() && !FORMAT.contains(word)) {
        rest.add(word);
      }
    }
    Optional<Split> found = split;
    return role.map(known -> new ArrayName(String.join("-", rest), found, known));
  }

  /** The same data set's name for another part of it. */
  public ArrayName with(Optional<Split> other, Role holding) {
    return new ArrayName(set, other, holding);
  }
}
