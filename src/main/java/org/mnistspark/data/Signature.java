package org.mnistspark.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network takes and what it tells apart, in words: the shape and the names of an example's
 * features, and the names of the classes.
 *
 * @param shape of one example: [28, 28] rows and columns of grey levels, [32, 32, 3] with colours,
 *     [4] columns of a table
 * @param features names, one per value of the shape; empty where they have none, as pixels
 * @param classes names in the order of their numbers, at least 1, none of them twice
 * @param labels what the classes are in the data, in the same order: mostly their names
 */
public record Signature(
    List<Integer> shape, List<String> features, List<String> classes, List<String> labels)
    implements Serializable {
  /** Copies the lists and checks them against each other. */
  public Signature {
    shape = List.copyOf(shape);
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    labels = List.copyOf(labels);
    if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("shape: expected sizes of at least 1, found " + shape);
    }
    int inputs = shape.stream().reduce(1, Math::multiplyExact);
    if (!features.isEmpty() && features.size() != inputs) {
      throw new IllegalArgumentException(
          "features: expected %s names, found %s".formatted(inputs, features.size()));
    }
    if (labels.size() != classes.size()) {
      throw new IllegalArgumentException(
          "labels: expected %s, found %s".formatted(classes.size(), labels.size()));
    }
    if (classes.isEmpty() || new HashSet<>(classes).size() < classes.size()) {
      throw new IllegalArgumentException(
          "classes: expected at least one name and none of them twice, found " + classes);
    }
  }

  /** Classes that are called as their labels. */
  public Signature(List<Integer> shape, List<String> features, List<String> classes) {
    this(shape, features, classes, classes);
  }

  /** Features without names, and classes that are called 0, 1, ... */
  public static Signature numbered(List<Integer> shape, int classes) {
    return new Signature(shape, List.of(), numbers(classes));
  }

  private static List<String> numbers(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** Values per example. */
  public int inputs() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether the classes are called by their numbers. */
  public boolean hasNumberedClasses() {
    return classes.equals(numbers(classes.size()));
  }

  /** Whether an example is a picture: rows and columns of grey levels, or of red, green, blue. */
  public boolean isImage() {
    return shape.size() == 2 || (shape.size() == 3 && shape.get(2) == 3);
  }
}
