package org.mnistspark.cli;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * A file or folder as a user has typed it, made what a Hadoop path takes: that is not decoded, so
 * that any character stands for itself, but for a scheme at its beginning.
 *
 * @param text for {@code new Path(text)}
 */
record Place(String text) {
  // In "a:b" Hadoop finds a scheme; here it is one only before a slash. C:\ is a drive.
  private static final Pattern NAME_WITH_COLON =
      Pattern.compile("([^/:]*):(?![/\\\\]).*", Pattern.DOTALL);
  private static final Pattern OTHER_HOME = Pattern.compile("~[^/]+/.*", Pattern.DOTALL);
  private static final Pattern LOCAL = Pattern.compile("file:(//)?(?=/)");
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);
  private static final Pattern SLASHES = Pattern.compile("^/+");
  private static final Set<String> SCHEMES =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "s3", "s3a", "gs", "abfs", "abfss", "wasbs");

  /**
   * Expands {@code ~}, which a shell leaves alone in {@code --output=~/runs}.
   *
   * @throws TypeConversionException if that is no place
   */
  static Place of(String typed) {
    return of(typed, System.getenv(), System.getProperty("user.home"), inCluster());
  }

  static Place of(String typed, Map<String, String> environment, String home, boolean inCluster) {
    if (typed.isEmpty()) {
      throw new TypeConversionException("expected a path or URI, found an empty text");
    }
    if (OTHER_HOME.matcher(typed).matches()) {
      throw new TypeConversionException(
          "expected a path, found %s, another user's home; write it out, or ./%s for a folder of that name"
              .formatted(typed, typed));
    }
    if (typed.equals("~") || typed.startsWith("~/")) {
      if (inCluster) {
        throw new TypeConversionException(
            "expected a path that means the same on every machine, found %s, which is the home of the driver in the cluster; write it out"
                .formatted(typed));
      }
      return plain(home(environment.getOrDefault("HOME", home)) + typed.substring(1));
    }
    Matcher colon = NAME_WITH_COLON.matcher(typed);
    if (colon.matches()) {
      if (SCHEMES.contains(colon.group(1))) {
        throw new TypeConversionException(
            "expected %s:/ and a path, found %s".formatted(colon.group(1), typed));
      }
      return new Place("./" + typed);
    }
    return plain(typed);
  }

  private static Place plain(String path) {
    // Hadoop would take //a for a host.
    return new Place(SLASHES.matcher(path).replaceFirst("/"));
  }

  private static String home(String found) {
    // The JDK says "?" for a user without a name.
    if (!new File(found).isAbsolute()) {
      throw new TypeConversionException(
          "expected HOME to be the folder that ~ stands for, found '%s'; set it, or write the path out"
              .formatted(found));
    }
    return found;
  }

  /**
   * The same for the JDK.
   *
   * @throws TypeConversionException if it is on another file system
   */
  Path local() {
    String path = LOCAL.matcher(text).replaceFirst("");
    if (URI.matcher(path).matches()) {
      throw new TypeConversionException(
          "expected a path on this machine, found %s; copy files from or to elsewhere by hadoop fs or the store's own tool"
              .formatted(text));
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "expected a path, found %s (%s)".formatted(text, e.getMessage()));
    }
  }

  /** Whether the driver runs in the cluster, where the user's home is not. */
  private static boolean inCluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"))
        || Boolean.getBoolean("spark.kubernetes.submitInDriver");
  }
}
