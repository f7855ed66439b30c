package org.mnistspark.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A folder of this machine, as a path or a file: URI: the data commands write nowhere else. */
final class LocalFolder implements ITypeConverter<Path> {
  private static final Pattern FILE_URI = Pattern.compile("^file:(//)?(?=/)");
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*|file:.*");

  @Override
  public Path convert(String value) {
    String path = FILE_URI.matcher(value).replaceFirst("");
    if (path.isEmpty() || URI.matcher(path).matches()) {
      throw new TypeConversionException(
          "expected a folder of this machine, found '"
              + value
              + "'; write it here and copy the files, by hadoop fs -put or the store's own tool");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("expected a folder's path, found " + e.getMessage());
    }
  }
}
