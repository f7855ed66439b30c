package org.mnistspark.cli;

import java.util.Optional;
import org.mnistspark.job.ClassWeightsChoice;
import org.mnistspark.job.DataConfig;
import org.mnistspark.job.NormalizeChoice;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code train} takes about the data. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "URI",
      description =
          "Labelled data, a folder or a file: IDX, npz, npy, CSV, Parquet, ORC, Avro, JSON, libsvm, or a folder of pictures"
              + " for each class. auto: data/mnist, else downloaded from public mirrors, else (offline) synthetic digits.")
  private Place data;

  @Option(
      names = "--test-data",
      paramLabel = "URI",
      description = "Test set, where it is apart from the training set.")
  private Place testData;

  @Option(
      names = "--test-fraction",
      paramLabel = "X",
      description = "Part of every class that is split off as the test set.")
  private double testFraction;

  @Option(
      names = "--validation-fraction",
      paramLabel = "X",
      description =
          "Part of the training set that is held out and evaluated after every epoch, instead of the test set.")
  private double validationFraction;

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Number of classes, which are then 0, 1, ...; auto: the labels that there are.")
  private String classes;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description = "Names of the classes, a line each, in the order of their labels.")
  private Place classNames;

  @Option(
      names = "--class-weights",
      paramLabel = "NAME",
      description =
          "Weight of an example: none, all the same; balanced, less the more examples its class has.")
  private ClassWeightsChoice classWeights;

  @Option(
      names = "--normalize",
      paramLabel = "NAME",
      description =
          "Features before training: none; minmax, to [0,1]; standard, to mean 0 and deviation 1; auto: standard, but leave"
              + " [0,1] and grey levels alone.")
  private NormalizeChoice normalize;

  DataConfig config() {
    return new DataConfig(
        Values.unlessAuto(data.text()),
        "data",
        Optional.ofNullable(testData).map(Place::text),
        testFraction,
        validationFraction,
        columns.choice(Values.unlessAuto("--classes", classes), ClassNamesFile.read(classNames)),
        normalize,
        classWeights);
  }
}
