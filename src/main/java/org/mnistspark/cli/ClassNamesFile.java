package org.mnistspark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mnistspark.failure.ConfigurationException;

/** A local text file with a name in each line. */
final class ClassNamesFile {
  private static final long MAX_BYTES = 1 << 20;

  private ClassNamesFile() {}

  /** The names; none where no file is named. */
  static List<String> read(Place file) {
    if (file == null) {
      return List.of();
    }
    Path path = file.local();
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigurationException(
            "--class-names: expected at most " + MAX_BYTES + " bytes, found more in " + path);
      }
      return Files.readAllLines(path).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new ConfigurationException(
          "--class-names: expected a readable text file, found " + e + "; correct the path", e);
    }
  }
}
