package org.mnistspark.spark.labelled;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;
import org.mnistspark.image.PictureFormat;
import org.mnistspark.spark.input.InputFiles;
import org.mnistspark.spark.input.InputKind;
import org.mnistspark.spark.source.ArrayCatalog;
import org.mnistspark.spark.source.ArraySet;

/**
 * The files of labelled data at a location, and which of them are the training and the test set by
 * their names. Needs no Spark session.
 */
public final class LabelledFiles {
  private static final Set<String> TRAIN = Set.of("train", "training");
  private static final Set<String> TEST = Set.of("test", "testing", "t10k");
  private static final Set<String> VALIDATION = Set.of("validation", "valid", "val", "dev");

  private static final String EXPECTED =
      "labelled data: IDX, npz, npy, CSV, Parquet, ORC, Avro, JSON or libsvm files, or a folder of"
          + " pictures for each class";

  private final Configuration conf;
  private final String uri;
  private final Path root;
  private final InputKind kind;
  private final List<Path> files;
  private final Optional<ArrayCatalog> arrays;

  private LabelledFiles(
      Configuration conf, String uri, Path root, InputKind kind, List<Path> files) {
    this.conf = conf;
    this.uri = uri;
    this.root = root;
    this.kind = kind;
    this.files = files;
    this.arrays =
        kind == InputKind.ARRAYS ? Optional.of(ArrayCatalog.of(conf, uri)) : Optional.empty();
  }

  /**
   * Looks at names, and at contents where names tell nothing.
   *
   * @param uri a folder or a file
   * @throws DataException if there is nothing, or nothing known
   */
  public static LabelledFiles of(Configuration conf, String uri) {
    try {
      Path path = new Path(uri);
      FileSystem system = FileSystems.of(conf, path);
      FileStatus status = system.getFileStatus(path);
      if (hasArrays(conf, uri)) {
        return new LabelledFiles(conf, uri, status.getPath(), InputKind.ARRAYS, List.of());
      }
      InputFiles inside = InputFiles.of(system, status);
      InputKind kind = inside.kind(system).orElseThrow(() -> unknown(uri, inside));
      List<Path> files =
          kind == InputKind.IMAGES
              ? inside.files().stream().filter(f -> PictureFormat.isName(f.getName())).toList()
              : tables(kind, inside);
      return new LabelledFiles(conf, uri, status.getPath(), kind, files);
    } catch (FileNotFoundException e) {
      throw new DataException(
          uri + ": expected " + EXPECTED + ", found nothing of that name; name an existing one", e);
    } catch (IllegalArgumentException e) {
      throw UnusableLocationException.malformed(uri, e);
    } catch (IOException e) {
      throw DataFolder.unreadable(uri, EXPECTED, e);
    }
  }

  /** As the folder alone tells, or the file: there is no need to look below it. */
  private static boolean hasArrays(Configuration conf, String uri) {
    DataFolder.Place at = DataFolder.at(conf, uri);
    return at.file()
        .map(ArrayCatalog::isArrayName)
        .orElseGet(() -> at.folder().names().stream().anyMatch(ArrayCatalog::isArrayName));
  }

  private static DataException unknown(String uri, InputFiles inside) {
    List<String> names = inside.files().stream().map(Path::getName).limit(10).toList();
    return new DataException(
        "%s: expected %s, found %s; name another folder or file"
            .formatted(
                uri, EXPECTED, names.isEmpty() ? "no files" : String.join(", ", names) + " ..."));
  }

  /** Files of one kind; without telling names, all are taken for what the first ones are. */
  private static List<Path> tables(InputKind kind, InputFiles inside) {
    Optional<InputKind> wanted =
        inside.files().stream().map(LabelledFiles::named).anyMatch(Optional.of(kind)::equals)
            ? Optional.of(kind)
            : Optional.empty();
    return inside.tables().stream().filter(file -> named(file).equals(wanted)).toList();
  }

  private static Optional<InputKind> named(Path file) {
    return InputKind.ofName(file.getName());
  }

  /** Whether they are arrays, which it takes no session to look at. */
  public boolean isArrays() {
    return kind == InputKind.ARRAYS;
  }

  /** What they are. */
  public InputKind kind() {
    return kind;
  }

  /** The location, fully qualified. */
  Path root() {
    return root;
  }

  /** The location, as it was named. */
  public String uri() {
    return uri;
  }

  /** Whether training and test examples are apart. */
  public boolean isSplit() {
    return arrays
        .map(ArrayCatalog::isSplit)
        .orElseGet(() -> files.stream().anyMatch(file -> split(file).isPresent()));
  }

  /** Whether there is such a set; without a split, one that is not divided. */
  boolean has(Optional<Split> split) {
    return arrays.map(catalog -> catalog.has(split)).orElseGet(() -> !of(split).isEmpty());
  }

  /**
   * A set of arrays.
   *
   * @throws DataException if an array is missing or malformed
   */
  public ArraySet arrays(Optional<Split> split) {
    return ArraySet.of(arrays.orElseThrow(), uri, split);
  }

  /** The files of a set; without a split, all of data that is not divided. */
  List<Path> of(Optional<Split> split) {
    if (isSplit() != split.isPresent()) {
      return List.of();
    }
    return files.stream()
        .filter(file -> split(file).equals(split))
        .filter(file -> !isValidation(file))
        .toList();
  }

  private Optional<Split> split(Path file) {
    List<String> words = words(file);
    if (words.stream().anyMatch(TRAIN::contains)) {
      return Optional.of(Split.TRAIN);
    }
    return words.stream().anyMatch(TEST::contains) ? Optional.of(Split.TEST) : Optional.empty();
  }

  private boolean isValidation(Path file) {
    return split(file).isEmpty() && words(file).stream().anyMatch(VALIDATION::contains);
  }

  /**
   * The words in the names of the folders below the location and of the file; of pictures not of
   * the file, nor of the folder that is their class.
   */
  private List<String> words(Path file) {
    Path last = kind == InputKind.IMAGES ? file.getParent().getParent() : file;
    List<String> words = new ArrayList<>();
    for (Path at = last; at != null && at.depth() > root.depth(); at = at.getParent()) {
      words.addAll(Arrays.asList(at.getName().toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)));
    }
    // A file that is named itself.
    if (root.equals(file)) {
      words.addAll(Arrays.asList(file.getName().toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)));
    }
    return words;
  }

  /** Files that neither set has. */
  List<Path> unused() {
    return isSplit() ? files.stream().filter(file -> split(file).isEmpty()).toList() : List.of();
  }

  /** The files that the sets are read from, by their names below the location. */
  private List<String> names() {
    if (arrays.isPresent()) {
      List<Optional<Split>> splits =
          Stream.of(Optional.of(Split.TRAIN), Optional.of(Split.TEST), Optional.<Split>empty())
              .filter(arrays.get()::has)
              .toList();
      return arrays.get().fileNames(splits);
    }
    int above = root.toString().length() + 1;
    return files.equals(List.of(root))
        ? List.of(root.getName())
        : files.stream().map(file -> file.toString().substring(above)).toList();
  }

  /**
   * Hashes of the files, each read once, and what data set they make.
   *
   * @throws DataException if a file is damaged or cannot be read
   */
  public ContentDigest digest() {
    if (kind == InputKind.ARRAYS) {
      return DataFolder.at(conf, uri).folder().digest(names());
    }
    try {
      FileSystem system = InputFiles.raw(FileSystems.of(conf, root));
      boolean single = files.equals(List.of(root));
      return ContentDigest.of(
          names(),
          name -> system.open(single ? root : new Path(root + "/" + name)),
          Optional.empty());
    } catch (IOException e) {
      throw DataFolder.unreadable(uri, "readable files", e);
    }
  }
}
