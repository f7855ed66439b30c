package org.mnistspark.spark.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ArrayName;
import org.mnistspark.data.ArrayName.Role;
import org.mnistspark.data.DataException;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.NpzEntries;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;

/**
 * The arrays of a folder by what their names say: IDX and npy files, and the entries of npz files.
 * No header of an IDX or npy file is read before the array is asked for.
 */
public final class ArrayCatalog {
  private static final Pattern IDX_NAME = Pattern.compile(".*[-.]idx\\d-[a-z]+(\\.gz)?");
  private static final String NPZ = ".npz";
  private static final String NPY = ".npy";
  private static final String GZIP = ".gz";

  /** What numpy.savez calls an array without a name. */
  private static final String NAMELESS = "arr_0.npy";

  private record Place(String file, Supplier<ArrayFile> array) {}

  private final DataFolder folder;
  private final Optional<String> file;
  private final Map<ArrayName, Place> places = new LinkedHashMap<>();

  private ArrayCatalog(DataFolder folder, Optional<String> file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Looks at names, and into npz files.
   *
   * @param uri a folder, or one file of it, which stands for its data set alone
   * @throws DataException if there is nothing of that name, or an npz file is damaged
   */
  public static ArrayCatalog of(Configuration conf, String uri) {
    DataFolder.Place at = DataFolder.at(conf, uri);
    ArrayCatalog catalog = new ArrayCatalog(at.folder(), at.file());
    // A plain file before the same one with .gz, a dash before a dot: the first of a kind counts.
    List<String> names = new ArrayList<>(at.folder().names());
    names.sort(
        (one, other) ->
            Boolean.compare(one.endsWith(GZIP), other.endsWith(GZIP)) != 0
                ? Boolean.compare(one.endsWith(GZIP), other.endsWith(GZIP))
                : one.compareTo(other));
    Optional<String> npz = at.file().filter(name -> lower(name).endsWith(NPZ));
    if (npz.isPresent() && catalog.addZip(npz.get())) {
      return catalog;
    }
    names.forEach(catalog::add);
    return catalog;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Whether a file of this name is one that a catalog has arrays of. */
  public static boolean isArrayName(String name) {
    String lower = lower(name);
    return lower.endsWith(NPZ) || lower.endsWith(NPY) || IDX_NAME.matcher(lower).matches();
  }

  private void add(String name) {
    if (lower(name).endsWith(NPZ)) {
      addZip(name);
    } else if (isArrayName(name)) {
      put(name, name, () -> ArrayFile.read(folder, status(name)));
    }
  }

  /** Adds what is in an npz file; returns whether its arrays have names of their own. */
  private boolean addZip(String name) {
    FileStatus status = status(name);
    Map<String, ArrayHeader> headers;
    try {
      headers = NpzEntries.headers(folder.open(name), status.getPath().toString());
    } catch (IOException e) {
      throw DataFolder.unreadable(status.getPath().toString(), "a readable npz file", e);
    }
    if (headers.size() == 1 && headers.containsKey(NAMELESS)) {
      String stem = name.substring(0, name.length() - NPZ.length());
      put(stem, name, () -> ArrayFile.entry(status, NAMELESS, headers.get(NAMELESS)));
      return false;
    }
    headers.forEach(
        (entry, header) -> put(entry, name, () -> ArrayFile.entry(status, entry, header)));
    return true;
  }

  private void put(String arrayName, String fileName, Supplier<ArrayFile> array) {
    ArrayName.of(arrayName).ifPresent(name -> places.putIfAbsent(name, new Place(fileName, array)));
  }

  private FileStatus status(String name) {
    return folder.status(List.of(name), "the file");
  }

  /** Whether there are arrays of this set, or, without a split, of one that is not split. */
  public boolean has(Optional<Split> split) {
    return places.keySet().stream()
        .anyMatch(name -> name.role() == Role.FEATURES && name.split().equals(split));
  }

  /** Whether a test set is there beside the training set. */
  public boolean isSplit() {
    return has(Optional.of(Split.TRAIN)) || has(Optional.of(Split.TEST));
  }

  /**
   * Features and labels of a set.
   *
   * @param split empty for arrays whose names have none
   * @throws DataException if one is missing or malformed, they do not fit, or there are several
   */
  ArrayFiles files(Optional<Split> split) {
    ArrayName features = features(split);
    ArrayFile images = places.get(features).array().get();
    ArrayName labels = features.with(split, Role.LABELS);
    if (!places.containsKey(labels)) {
      throw missing(split, "labels", split.map(MnistFiles::labelNames).orElse(List.of("y")));
    }
    return ArrayFiles.of(images, List.of(places.get(labels).array().get()));
  }

  /** As {@link #files}, but labels may be missing. */
  ArrayFiles unlabelled(Optional<Split> split) {
    return ArrayFiles.of(places.get(features(split)).array().get(), List.of());
  }

  /** Whether the set has labels. */
  boolean isLabelled(Optional<Split> split) {
    return places.containsKey(features(split).with(split, Role.LABELS));
  }

  private ArrayName features(Optional<Split> split) {
    Map<String, ArrayName> found = new LinkedHashMap<>();
    for (ArrayName name : places.keySet()) {
      if (name.role() == Role.FEATURES && name.split().equals(split)) {
        found.put(name.set(), name);
      }
    }
    Optional<String> wanted = file.flatMap(this::set).filter(found::containsKey);
    if (found.size() == 1 || wanted.isPresent() || found.containsKey("")) {
      return found.get(wanted.orElse(found.size() == 1 ? found.keySet().iterator().next() : ""));
    }
    if (found.isEmpty()) {
      throw missing(split, "images", split.map(MnistFiles::imageNames).orElse(List.of("x")));
    }
    throw new DataException(
        "%s: expected one data set, found %s; name a file of the one that is wanted"
            .formatted(folder.uri(), String.join(", ", new TreeSet<>(found.keySet()))));
  }

  private Optional<String> set(String name) {
    String stem =
        lower(name).endsWith(NPZ) ? name.substring(0, name.length() - NPZ.length()) : name;
    return ArrayName.of(stem).map(ArrayName::set);
  }

  /** As {@link DataFolder#status} says it. */
  private DataException missing(Optional<Split> split, String what, List<String> names) {
    return folder.missing(names, "the " + split.map(of -> of.option() + " ").orElse("") + what);
  }

  /** The files that hold the arrays of these sets, in their order, features before labels. */
  public List<String> fileNames(List<Optional<Split>> splits) {
    Set<String> names = new LinkedHashSet<>();
    for (Optional<Split> split : splits) {
      ArrayName features = features(split);
      names.add(places.get(features).file());
      Optional.ofNullable(places.get(features.with(split, Role.LABELS)))
          .ifPresent(place -> names.add(place.file()));
    }
    return List.copyOf(names);
  }
}
