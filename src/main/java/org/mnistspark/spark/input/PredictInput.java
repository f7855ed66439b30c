package org.mnistspark.spark.input;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.spark.source.IdxInput;

/**
 * What is to be predicted.
 *
 * @param kind what it was
 * @param paths fully qualified
 * @param frame with a column features, array&lt;float&gt;; read when it is used
 * @param width features of a row; empty if only the rows tell
 * @param unreadable images that reading leaves out
 * @param others files beside pictures that are none
 * @param description of the input, for people
 * @param warnings about it
 */
public record PredictInput(
    InputKind kind,
    List<String> paths,
    Dataset<Row> frame,
    OptionalInt width,
    LeftOut unreadable,
    LeftOut others,
    String description,
    List<String> warnings) {

  /** The column that is classified. */
  public static final String FEATURES = "features";

  private static final int NAMED = 5;

  /** Copies the lists. */
  public PredictInput {
    paths = List.copyOf(paths);
    warnings = List.copyOf(warnings);
  }

  /** The column features, and what is beside it. */
  private record Source(Dataset<Row> frame, OptionalInt width, Optional<String> warning) {}

  /**
   * Looks at the inputs; reads no more than names, headers, schemas and labels.
   *
   * @param inputs folders or files of one kind, or globs
   * @param split of a folder of arrays
   * @param model what it takes and tells apart: columns of its features are taken by their names,
   *     labels that it does not know are left out
   * @throws org.mnistspark.data.DataException if something is missing, of unknown kind, or
   *     malformed
   */
  public static PredictInput open(
      SparkSession spark, List<String> inputs, Split split, Signature model) {
    InputPaths found = InputPaths.resolve(spark.sessionState().newHadoopConf(), inputs);
    LeftOut unreadable = new LeftOut(spark.sparkContext(), "unreadable images");
    LeftOut others = new LeftOut(spark.sparkContext(), "files that are not pictures");
    Source source =
        switch (found.kind()) {
          case ARRAYS -> {
            IdxInput idx = IdxInput.of(spark, found.single(), split, numbers(model));
            yield new Source(idx.frame(), OptionalInt.of(idx.width()), idx.warning());
          }
          case IMAGES ->
              new Source(
                  ImageFrames.read(
                      spark, found.files(), model, new ImageFrames.Counters(unreadable, others)),
                  OptionalInt.of(model.inputs()),
                  Optional.empty());
          case PARQUET, ORC, AVRO, JSON, CSV, LIBSVM ->
              new Source(
                  FeatureTables.read(spark, found, model), OptionalInt.empty(), Optional.empty());
        };
    return new PredictInput(
        found.kind(),
        found.found().stream().map(at -> at.getPath().toString()).toList(),
        source.frame(),
        source.width(),
        unreadable,
        others,
        description(found),
        Stream.concat(source.warning().stream(), undecodable(found).stream()).toList());
  }

  /** The labels of the model's classes in array files, which have numbers for them. */
  private static List<Integer> numbers(Signature model) {
    boolean numbers = model.labels().stream().allMatch(label -> label.matches("-?\\d{1,9}"));
    return numbers
        ? model.labels().stream().map(Integer::valueOf).toList()
        : IntStream.range(0, model.labels().size()).boxed().toList();
  }

  private static String description(InputPaths found) {
    if (found.kind() != InputKind.IMAGES) {
      return found.kind().title();
    }
    List<String> hidden =
        found.contents().stream()
            .flatMap(inside -> inside.hidden().stream())
            .map(Path::getName)
            .toList();
    String files = String.format(Locale.ROOT, "pictures, %,d files", found.files().size());
    return hidden.isEmpty()
        ? files
        : String.format(
            Locale.ROOT,
            "%s; %,d hidden by a dot were passed over: %s%s",
            files,
            hidden.size(),
            String.join(", ", hidden.subList(0, Math.min(NAMED, hidden.size()))),
            hidden.size() > NAMED ? ", ..." : "");
  }

  private static Optional<String> undecodable(InputPaths found) {
    long count = found.contents().stream().mapToLong(InputFiles::undecodable).sum();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d files or folders were left out, because their names cannot be decoded in this"
                    + " locale's encoding, %s; set LC_ALL=C.UTF-8, also for the executors"
                    + " (spark.executorEnv.LC_ALL), or rename them",
                count,
                InputFiles.encoding()));
  }
}
