package org.mnistspark.spark.input;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mnistspark.image.PictureFormat;

/** What predictions are made of. */
public enum InputKind {
  /** MNIST's own format. */
  IDX,
  /** Files of the formats of {@link PictureFormat}. */
  IMAGES,
  /** Frames with a column features. */
  PARQUET,
  /** The same as lines of JSON. */
  JSON;

  /** Whether it has a column of features, of whatever unit, and not pixels. */
  public boolean isTable() {
    return this == PARQUET || this == JSON;
  }

  private List<String> endings() {
    return switch (this) {
      // By content, or by the formats' own names.
      case IDX, IMAGES -> List.of();
      case PARQUET -> List.of("parquet");
      case JSON ->
          List.of("json", "jsonl", "ndjson", "json.gz", "jsonl.gz", "ndjson.gz", "json.bz2");
    };
  }

  /** What a file's name tells. */
  static Optional<InputKind> ofName(String name) {
    if (PictureFormat.isName(name)) {
      return Optional.of(IMAGES);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.endings().stream().anyMatch(ending -> lower.endsWith("." + ending)))
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
    boolean idx = start[0] == 0 && start[1] == 0;
    boolean gzip = (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
    boolean parquet = start[0] == 'P' && start[1] == 'A' && start[2] == 'R' && start[3] == '1';
    if (idx || gzip) {
      return Optional.of(IDX);
    }
    return parquet ? Optional.of(PARQUET) : Optional.empty();
  }

  /** As people call it. */
  String title() {
    return switch (this) {
      case IDX -> "IDX";
      case IMAGES -> "pictures";
      case PARQUET -> "Parquet";
      case JSON -> "JSON lines";
    };
  }
}
