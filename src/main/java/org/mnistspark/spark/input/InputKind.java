package org.mnistspark.spark.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mnistspark.image.PictureFormat;
import org.mnistspark.spark.source.ArrayCatalog;

/** What examples come as: recognised by names, and by contents where names tell nothing. */
public enum InputKind {
  /** IDX, MNIST's own format, and numpy's npy and npz. */
  ARRAYS("IDX"),
  /** Files of the formats of {@link PictureFormat}. */
  IMAGES("pictures"),
  /** Tables by columns. */
  PARQUET("Parquet", "parquet"),
  ORC("ORC", "orc"),
  AVRO("Avro", "avro"),
  /** Tables as lines of text. */
  JSON("JSON lines", "json", "jsonl", "ndjson", "json.gz", "jsonl.gz", "ndjson.gz", "json.bz2"),
  CSV("CSV", "csv", "tsv", "csv.gz", "tsv.gz", "csv.bz2", "tsv.bz2"),
  /** Sparse vectors as lines {@code label index:value ...}. */
  LIBSVM("libsvm", "libsvm", "svm", "svmlight", "libsvm.gz", "svm.gz", "svmlight.gz");

  /** Bytes of a file that {@link #ofStart} needs: a first line, mostly. */
  static final int START = 1 << 10;

  private static final Pattern LIBSVM_LINE =
      Pattern.compile("[-+]?[\\d.]+([eE][-+]?\\d+)?(\\s+\\d+:[-+\\d.eE]+)+\\s*");
  private static final Pattern CSV_LINE = Pattern.compile("[^,;\\t]+([,;\\t][^,;\\t]*)+");

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is.
  private final List<String> endings;

  InputKind(String title, String... endings) {
    this.title = title;
    this.endings = List.of(endings);
  }

  /** Whether it has columns of features, of whatever unit, and not pixels. */
  public boolean isTable() {
    return this != ARRAYS && this != IMAGES;
  }

  /** Whether reading it means parsing text, which had better be done once. */
  public boolean isText() {
    return this == JSON || this == CSV || this == LIBSVM;
  }

  /** What a file's name tells. */
  public static Optional<InputKind> ofName(String name) {
    if (PictureFormat.isName(name)) {
      return Optional.of(IMAGES);
    }
    if (ArrayCatalog.isArrayName(name)) {
      return Optional.of(ARRAYS);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.endings.stream().anyMatch(ending -> lower.endsWith("." + ending)))
        .findFirst();
  }

  /** What a file's first bytes tell; gzip is taken for IDX, whose files often are. */
  static Optional<InputKind> ofStart(byte[] start) {
    if (PictureFormat.of(start).isPresent()) {
      return Optional.of(IMAGES);
    }
    if (start.length < 4) {
      return Optional.empty();
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    boolean idx = start[0] == 0 && start[1] == 0;
    if (idx || text.startsWith("\u001F\u008B") || text.startsWith("\u0093NUMPY")) {
      return Optional.of(ARRAYS);
    }
    if (text.startsWith("PAR1")) {
      return Optional.of(PARQUET);
    }
    if (text.startsWith("ORC")) {
      return Optional.of(ORC);
    }
    return text.startsWith("Obj\u0001") ? Optional.of(AVRO) : ofText(text);
  }

  private static Optional<InputKind> ofText(String text) {
    if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
      return Optional.empty();
    }
    String line = text.lines().findFirst().orElse("");
    if (line.startsWith("{")) {
      return Optional.of(JSON);
    }
    // The line may go on beyond the start.
    String whole = text.length() < START || text.contains("\n") ? line : line + " 1:1";
    if (LIBSVM_LINE.matcher(whole).matches()) {
      return Optional.of(LIBSVM);
    }
    return CSV_LINE.matcher(line).matches() ? Optional.of(CSV) : Optional.empty();
  }

  /** As people call it. */
  public String title() {
    return title;
  }
}
