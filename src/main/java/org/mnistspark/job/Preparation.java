package org.mnistspark.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mnistspark.data.DataException;
import org.mnistspark.data.FeatureMap;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.spark.labelled.FeatureStatistics;
import org.mnistspark.spark.labelled.LabelledData;
import org.mnistspark.spark.labelled.LabelledFiles;
import org.mnistspark.spark.labelled.LabelledSet;
import org.mnistspark.spark.labelled.MappedExamples;
import org.mnistspark.spark.source.Holdout;

/**
 * Cuts what was found into training, validation and test set, and finds the unit of its features.
 *
 * @param from the model that training begins with
 */
record Preparation(
    DataConfig config, long seed, Optional<SavedModel> from, Console console, KeptFrames kept) {
  private static final float WHITE = 255;

  /** Columns beyond which Spark takes as long to read Parquet as text. */
  private static final int MAX_FAST_COLUMNS = 100;

  /** Grey levels are beyond half of white somewhere: fewer levels are counts or grades. */
  private static final double MIN_WHITE = 128;

  /** Sets, and the seed's part in cutting them. */
  private record Cut(LabelledSet train, Optional<LabelledSet> validation, LabelledSet test) {}

  LoadedData.Prepared prepare(LabelledFiles files, LabelledData found) {
    Signature signature = found.signature();
    show(Split.TRAIN.option(), found.train(), signature);
    found.test().ifPresent(test -> show(Split.TEST.option(), test, signature));
    boolean parsed = files.kind().isText() || found.train().columns() > MAX_FAST_COLUMNS;
    LabelledSet whole =
        parsed
            ? found.train().with(kept.keepOnDisk(found.train().frame()), found.train().perClass())
            : found.train();
    List<String> notices = new ArrayList<>();
    Cut cut = cut(files.uri(), whole, found.test(), notices);
    Units units = units(cut.train(), signature);
    units.say(console);
    return new LoadedData.Prepared(
        units.of(cut.train()),
        cut.validation().map(units::of),
        units.of(cut.test()),
        units.normalizer(),
        weights(cut.train()),
        notices);
  }

  private void show(String name, LabelledSet set, Signature signature) {
    console.dataSet(name, set.count(), signature.shape(), set.type(), set.firstLabels());
  }

  private Cut cut(
      String uri, LabelledSet whole, Optional<LabelledSet> found, List<String> notices) {
    LabelledSet train = whole;
    Optional<LabelledSet> test = found;
    if (config.testFraction() > 0) {
      requireNone(uri, found);
      Holdout part = holdout("test-fraction", whole, config.testFraction(), seed);
      test = Optional.of(heldOut(whole, part));
      train = rest(whole, part);
    }
    Optional<LabelledSet> validation = Optional.empty();
    if (config.validationFraction() > 0) {
      Holdout part = validation(train);
      validation = Optional.of(heldOut(train, part));
      train = rest(train, part);
    }
    if (test.isEmpty() && validation.isPresent()) {
      notices.add(
          "there is no test set: the figures are those of the examples held out for validation");
      test = validation;
    }
    return new Cut(train, validation, test.orElseThrow(() -> noTest(uri)));
  }

  private static void requireNone(String uri, Optional<LabelledSet> test) {
    if (test.isPresent()) {
      throw new ConfigurationException(
          "`test-fraction`: expected data without a test set, found one at "
              + uri
              + "; leave it out");
    }
  }

  private static LabelledSet heldOut(LabelledSet all, Holdout part) {
    return all.with(part.validation(all.frame()), part.counts());
  }

  private static LabelledSet rest(LabelledSet all, Holdout part) {
    List<Long> counts =
        part.counts().size() == 1
            ? List.of(all.count() - part.count())
            : IntStream.range(0, all.perClass().size())
                .mapToObj(c -> all.perClass().get(c) - part.counts().get(c))
                .toList();
    return all.with(part.training(all.frame()), counts);
  }

  private static DataException noTest(String uri) {
    return new DataException(
        "%s: expected a test set, found training examples alone; name one as `test-data`, or split one off with `test-fraction` 0.2"
            .formatted(uri));
  }

  /** Of all examples where their indices have no gap, else of every class. */
  private Holdout validation(LabelledSet train) {
    if (config.testFraction() > 0) {
      // Not what the test set was drawn with.
      return holdout("validation-fraction", train, config.validationFraction(), seed + 1);
    }
    try {
      return Holdout.of(train.count(), config.validationFraction(), seed);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("`validation-fraction`: " + e.getMessage(), e);
    }
  }

  private static Holdout holdout(String setting, LabelledSet set, double fraction, long salt) {
    try {
      return Holdout.stratified(set.frame(), set.perClass().size(), fraction, salt);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("`" + setting + "`: " + e.getMessage(), e);
    }
  }

  /** Examples per class, of a set that may have been cut without looking at classes. */
  private Optional<float[]> weights(LabelledSet train) {
    if (config.classWeights() == ClassWeightsChoice.NONE) {
      return Optional.empty();
    }
    List<Long> counts =
        train.perClass().size() > 1 ? train.perClass() : Holdout.classCounts(train.frame());
    long present = counts.stream().filter(count -> count > 0).count();
    float[] weights = new float[counts.size()];
    for (int c = 0; c < weights.length; c++) {
      long count = counts.get(c);
      weights[c] = count == 0 ? 1 : (float) ((double) train.count() / (present * count));
    }
    return Optional.of(weights);
  }

  /**
   * The unit of the features.
   *
   * @param levels what makes pixels in [0,1] of grey levels
   */
  private record Units(
      Optional<FeatureMap> levels, Optional<FeatureNormalizer> normalizer, String description) {
    LabelledSet of(LabelledSet set) {
      Dataset<Row> frame = MappedExamples.of(set.frame(), levels, Optional.empty());
      return set.with(frame, set.perClass());
    }

    void say(Console console) {
      if (!description.isEmpty()) {
        console.note(description);
      }
    }
  }

  private Units units(LabelledSet train, Signature signature) {
    boolean levels = train.isGreyLevels();
    boolean fit =
        config.normalize() == NormalizeChoice.STANDARD
            || config.normalize() == NormalizeChoice.MINMAX;
    if (config.normalize() == NormalizeChoice.NONE || (levels && !fit && from.isEmpty())) {
      return new Units(Optional.empty(), Optional.empty(), "");
    }
    FeatureStatistics statistics = FeatureStatistics.of(train.frame(), signature.inputs());
    boolean grey =
        signature.isImage()
            && statistics.isWhole()
            && statistics.lowest() >= 0
            && statistics.highest() >= MIN_WHITE
            && statistics.highest() <= WHITE;
    Optional<FeatureMap> map = grey ? Optional.of(FeatureMap.GREY_LEVELS) : Optional.empty();
    Optional<FeatureNormalizer> normalizer =
        from.isPresent() ? kept(from.get()) : normalizer(statistics, train, grey ? WHITE : 1);
    String description =
        normalizer
            .map(own -> "features are normalized by " + own.name() + ", fitted to the training set")
            .orElse(grey ? "features are grey levels from 0 to 255, taken as [0,1]" : "");
    return new Units(map, normalizer, description);
  }

  private Optional<FeatureNormalizer> kept(SavedModel model) {
    if (config.normalize() != NormalizeChoice.AUTO) {
      throw new ConfigurationException(
          "`normalize`: expected none beside `from`, whose model has its own, found "
              + config.normalize().name().toLowerCase(Locale.ROOT)
              + "; leave it out");
    }
    return model.featureNormalizer();
  }

  private Optional<FeatureNormalizer> normalizer(
      FeatureStatistics statistics, LabelledSet train, double unit) {
    boolean inside = statistics.lowest() >= 0 && statistics.highest() / unit <= 1;
    NormalizeChoice choice = config.normalize();
    if (choice == NormalizeChoice.AUTO) {
      if (inside) {
        return Optional.empty();
      }
      // Standardizing would make dense what is sparse.
      boolean sparse = train.isVectors() && statistics.lowest() >= 0;
      choice = sparse ? NormalizeChoice.MINMAX : NormalizeChoice.STANDARD;
    }
    return Optional.of(fitted(choice, statistics, unit));
  }

  /**
   * A feature that does not vary in training gets the range of all features: what the network has
   * never seen of it then counts for no more than others, instead of being divided by nothing.
   */
  private static FeatureNormalizer fitted(
      NormalizeChoice choice, FeatureStatistics statistics, double unit) {
    double[] min = statistics.min();
    double[] max = statistics.max();
    double[] deviation = statistics.deviation();
    double lowest = statistics.lowest();
    double highest = statistics.highest();
    for (int i = 0; i < min.length; i++) {
      if (min[i] == max[i]) {
        min[i] = lowest;
        max[i] = highest;
        deviation[i] = highest - lowest;
      }
    }
    return choice == NormalizeChoice.MINMAX
        ? FeatureNormalizer.minMax(scaled(min, unit), scaled(max, unit))
        : FeatureNormalizer.standardize(scaled(statistics.mean(), unit), scaled(deviation, unit));
  }

  private static double[] scaled(double[] values, double unit) {
    return Arrays.stream(values).map(value -> value / unit).toArray();
  }
}
