package org.mnistspark.spark.labelled;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.spark.input.InputKind;
import org.mnistspark.spark.input.TableColumns;
import org.mnistspark.spark.input.Tables;

/**
 * A training and a test set of the same features and classes.
 *
 * @param signature what their features and classes are called
 * @param train training set
 * @param test test set; empty where the data has none
 * @param warnings what must not be overlooked
 */
public record LabelledData(
    Signature signature, LabelledSet train, Optional<LabelledSet> test, List<String> warnings) {

  private static final Optional<Split> TRAIN = Optional.of(Split.TRAIN);
  private static final Optional<Split> TEST = Optional.of(Split.TEST);

  /** Copies the list. */
  public LabelledData {
    // Both sets may say the same.
    warnings = warnings.stream().distinct().toList();
  }

  /**
   * Opens the training set of a location, and the test set of the same or another one. Reads names,
   * headers, schemas and labels; features are read when frames are used.
   *
   * @param testFiles data of which all, or the test set, is the test set; empty: that of files
   * @throws DataException if something is missing or malformed, or the sets do not fit
   */
  public static LabelledData open(
      SparkSession spark,
      LabelledFiles files,
      Optional<LabelledFiles> testFiles,
      LabelledChoice choice) {
    Opener opener = new Opener(spark, choice);
    FoundSet train =
        opener
            .labelled(files, files.has(TRAIN) ? TRAIN : Optional.empty())
            .orElseThrow(() -> noLabels(files));
    Optional<FoundSet> test =
        testFiles.isPresent()
            ? Optional.of(
                opener
                    .labelled(testFiles.get(), testSplit(testFiles.get()))
                    .orElseThrow(() -> noLabels(testFiles.get())))
            : files.has(TEST) ? opener.labelled(files, TEST) : Optional.empty();
    return of(files.uri(), train, test, choice, opener.warnings);
  }

  /**
   * Opens the test set of a location, or all of data that is not divided, for a model.
   *
   * @param model what it takes and tells apart
   * @throws DataException if something is missing or malformed, or does not fit the model
   */
  public static LabelledSet evaluation(
      SparkSession spark, LabelledFiles files, LabelledChoice choice, Signature model) {
    LabelledChoice columns =
        new LabelledChoice(
            choice.label(),
            choice.features().isEmpty() ? model.features() : choice.features(),
            OptionalInt.empty(),
            List.of());
    FoundSet found =
        new Opener(spark, columns)
            .labelled(files, testSplit(files))
            .orElseThrow(() -> noLabels(files));
    int inputs = inputs(found);
    if (inputs > model.inputs() || (inputs < model.inputs() && !isVector(found))) {
      throw new DataException(
          "%s: expected examples of %s values for the model, found shape %s; name data that the model was trained for"
              .formatted(files.uri(), model.inputs(), found.shape()));
    }
    LabelCounts labels = found.labels();
    checkKnown(files.uri(), labels, model.labels());
    return LabelledSet.of(found, labels, model.inputs(), model.labels());
  }

  private static void checkKnown(String uri, LabelCounts labels, List<String> classes) {
    for (String label : labels.counts().keySet()) {
      if (!classes.contains(label)) {
        throw new DataException(
            "%s: expected labels among the model's classes, %s, found %s; leave such examples out, or name data that the model was trained for"
                .formatted(uri, ClassNames.some(classes), label));
      }
    }
  }

  private static Optional<Split> testSplit(LabelledFiles files) {
    return files.has(Optional.empty()) && !files.has(TEST) ? Optional.empty() : TEST;
  }

  private static LabelledData of(
      String uri,
      FoundSet train,
      Optional<FoundSet> test,
      LabelledChoice choice,
      List<String> warnings) {
    int inputs = Math.max(inputs(train), test.map(LabelledData::inputs).orElse(0));
    test.ifPresent(other -> checkShapes(uri, train, other));
    LabelCounts trainLabels = labels(uri, Split.TRAIN, train);
    Optional<LabelCounts> testLabels = test.map(set -> labels(uri, Split.TEST, set));
    List<String> labels =
        ClassNames.of(
            uri,
            Stream.concat(Stream.of(trainLabels), testLabels.stream()).toList(),
            choice.classes());
    Signature signature =
        new Signature(
            isVector(train) ? List.of(inputs) : train.shape(),
            train.featureNames(),
            ClassNames.called(uri, labels, choice.classNames()),
            labels);
    List<String> all = new ArrayList<>(warnings);
    all.addAll(train.warnings());
    LabelledSet trainSet = LabelledSet.of(train, trainLabels, inputs, labels);
    ClassNames.untrained(labels, trainSet.perClass()).ifPresent(all::add);
    ClassNames.gap(labels).ifPresent(all::add);
    return new LabelledData(
        signature,
        trainSet,
        test.map(set -> LabelledSet.of(set, testLabels.orElseThrow(), inputs, labels)),
        all);
  }

  private static LabelCounts labels(String uri, Split split, FoundSet set) {
    LabelCounts labels = set.labels();
    if (labels.total() == 0) {
      throw new DataException(
          "%s: expected at least one %s image or row, found none; name other data"
              .formatted(uri, split.option()));
    }
    return labels;
  }

  private static int inputs(FoundSet set) {
    return set.shape().stream().reduce(1, Math::multiplyExact);
  }

  private static boolean isVector(FoundSet set) {
    return set.type().equals("vector");
  }

  private static void checkShapes(String uri, FoundSet train, FoundSet test) {
    if (!train.shape().equals(test.shape()) && !(isVector(train) && isVector(test))) {
      throw new DataException(
          "%s: expected training and test examples of one shape, found %s and %s; check that the files belong together"
              .formatted(uri, train.shape(), test.shape()));
    }
  }

  private static DataException noLabels(LabelledFiles files) {
    return new DataException(
        "%s: expected a column label, class, target or y, found none of them; name the column of the classes as `label`"
            .formatted(files.uri()));
  }

  /** Opens sets, the second by the columns of the first. */
  private static final class Opener {
    private final SparkSession spark;
    private final LabelledChoice choice;
    private final List<String> warnings = new ArrayList<>();
    private Optional<TableColumns> columns = Optional.empty();

    Opener(SparkSession spark, LabelledChoice choice) {
      this.spark = spark;
      this.choice = choice;
    }

    /** A set; empty if it has no labels. */
    Optional<FoundSet> labelled(LabelledFiles files, Optional<Split> split) {
      List<String> unused = files.unused().stream().map(Path::getName).toList();
      if (!unused.isEmpty()) {
        warnings.add(
            "files that are neither training nor test set were left out: "
                + ClassNames.some(unused));
      }
      return switch (files.kind()) {
        case ARRAYS -> Optional.of(new FoundArrays(spark, files.arrays(split)));
        case IMAGES -> Optional.of(FoundPictures.of(spark, required(files, split)));
        default -> table(files, split);
      };
    }

    private static List<Path> required(LabelledFiles files, Optional<Split> split) {
      List<Path> found = files.of(split);
      if (found.isEmpty()) {
        throw new DataException(
            "%s: expected %s, found none; name another folder or file"
                .formatted(
                    files.uri(), split.map(of -> "a " + of.option() + " set").orElse("examples")));
      }
      return found;
    }

    private Optional<FoundSet> table(LabelledFiles files, Optional<Split> split) {
      InputKind kind = files.kind();
      Dataset<Row> table =
          Tables.read(spark, kind, files.root(), required(files, split), OptionalInt.empty());
      List<String> features = columns.map(TableColumns::features).orElse(choice.features());
      Optional<String> label = columns.isPresent() ? columns.get().label() : choice.label();
      TableColumns found;
      try {
        found = TableColumns.of(files.uri(), table.schema(), label, features);
      } catch (DataException e) {
        if (columns.isEmpty() || split.isEmpty()) {
          throw e;
        }
        return leaveOut(e);
      }
      if (found.label().isEmpty()) {
        return Optional.empty();
      }
      columns = columns.or(() -> Optional.of(found));
      return Optional.of(FoundTable.of(spark, files.uri(), table, found));
    }

    /** A test set that Kaggle has the labels of. */
    private Optional<FoundSet> leaveOut(DataException e) {
      warnings.add("the test set was left out: " + e.getMessage());
      return Optional.empty();
    }
  }
}
