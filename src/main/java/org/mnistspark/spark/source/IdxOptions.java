package org.mnistspark.spark.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.mnistspark.data.Split;

/**
 * What a reader of the data source may set.
 *
 * @param path folder with the arrays, or one file of them
 * @param split {@code split}: train (default) or test; none: arrays whose names have neither
 * @param values labels of the classes, in their order; {@code classes}: 0 to that, 10 unless set;
 *     or {@code values}: a list, comma-separated
 * @param labels {@code labels}: required (default), optional: without a label file there is no
 *     column label, or none: there is none anyway
 * @param images {@code images}: name of the image file in the folder, unless labels are required;
 *     by default the split's
 * @param partitions {@code partitions}: how many tasks read plain files; the session's default
 *     parallelism unless set, fewer for little data
 */
record IdxOptions(
    String path,
    Optional<Split> split,
    ClassLabels values,
    Labels labels,
    Optional<String> images,
    OptionalInt partitions) {
  static final String PATH = "path";
  static final String SPLIT = "split";
  static final String CLASSES = "classes";
  static final String VALUES = "values";

  /** The split of arrays that are not split. */
  static final String NO_SPLIT = "none";

  static final String LABELS = "labels";
  static final String IMAGES = "images";
  static final String PARTITIONS = "partitions";

  private static final int MNIST_CLASSES = 10;

  /** What becomes of labels. */
  enum Labels {
    REQUIRED,
    OPTIONAL,
    NONE;

    /** Its name as an option. */
    String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Throws {@link IllegalArgumentException} if an option makes no sense. */
  static IdxOptions of(CaseInsensitiveStringMap options) {
    String path =
        Optional.ofNullable(options.get(PATH))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected one folder with IDX files, found "
                            + (options.containsKey("paths") ? options.get("paths") : "none")
                            + "; name it: .format(\"idx\").load(URI)"));
    return new IdxOptions(
        path,
        split(options.getOrDefault(SPLIT, Split.TRAIN.option())),
        values(options),
        labels(options.getOrDefault(LABELS, Labels.REQUIRED.option())),
        Optional.ofNullable(options.get(IMAGES)),
        positive(options, PARTITIONS));
  }

  private static Optional<Split> split(String value) {
    return value.equals(NO_SPLIT) ? Optional.empty() : Optional.of(Split.of(value));
  }

  private static ClassLabels values(CaseInsensitiveStringMap options) {
    if (!options.containsKey(VALUES)) {
      return ClassLabels.upTo(positive(options, CLASSES).orElse(MNIST_CLASSES));
    }
    String list = options.get(VALUES);
    try {
      return new ClassLabels(Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected whole numbers as option %s, found '%s'; correct the option"
              .formatted(VALUES, list),
          e);
    }
  }

  private static Labels labels(String value) {
    return Arrays.stream(Labels.values())
        .filter(labels -> labels.option().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected required, optional or none as option %s, found '%s'; correct the option"
                        .formatted(LABELS, value)));
  }

  private static OptionalInt positive(CaseInsensitiveStringMap options, String name) {
    if (!options.containsKey(name)) {
      return OptionalInt.empty();
    }
    String value = options.get(name);
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notPositive(name, value), e);
    }
    throw new IllegalArgumentException(notPositive(name, value));
  }

  private static String notPositive(String name, String value) {
    return "expected a whole number above 0 as option %s, found '%s'; correct the option"
        .formatted(name, value);
  }
}
