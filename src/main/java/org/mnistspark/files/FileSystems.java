package org.mnistspark.files;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;
import org.mnistspark.failure.OneLine;

/** The one place that asks Hadoop for file systems, whose connectors may be missing. */
public final class FileSystems {
  private static final String HADOOP = "org.apache.hadoop:";

  /** By scheme. Hadoop's own have its version; Google's has versions of its own. */
  private static final Map<String, String> CONNECTORS =
      Map.of(
          "s3a", HADOOP + "hadoop-aws",
          "abfs", HADOOP + "hadoop-azure",
          "abfss", HADOOP + "hadoop-azure",
          "wasb", HADOOP + "hadoop-azure",
          "wasbs", HADOOP + "hadoop-azure",
          "adl", HADOOP + "hadoop-azure-datalake",
          "oss", HADOOP + "hadoop-aliyun",
          "gs", "com.google.cloud.bigdataoss:gcs-connector");

  private FileSystems() {}

  /**
   * The file system of a path; without a scheme that is {@code fs.defaultFS}.
   *
   * @throws UnusableLocationException if there is none, for want of a connector or of a name in the
   *     URI
   * @throws IOException if it cannot be reached
   */
  public static FileSystem of(Configuration configuration, Path path) throws IOException {
    URI own = path.toUri();
    URI uri = own.getScheme() == null ? FileSystem.getDefaultUri(configuration) : own;
    try {
      return path.getFileSystem(configuration);
    } catch (UnsupportedFileSystemException e) {
      throw missing(path, uri.getScheme(), Optional.empty(), e);
    } catch (LinkageError e) {
      // A connector without the libraries that it needs, or for another Hadoop.
      throw missing(path, uri.getScheme(), Optional.of(e.toString()), e);
    } catch (RuntimeException e) {
      // Configuration.getClass and HDFS wrap what happened.
      if (e.getCause() instanceof ClassNotFoundException) {
        throw missing(path, uri.getScheme(), Optional.empty(), e);
      }
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      requireName(path, uri, e);
      throw e;
    } catch (IOException e) {
      requireName(path, uri, e);
      throw e;
    }
  }

  /** Where a URI names no host it is wrong, not the network. */
  private static void requireName(Path path, URI uri, Exception e) {
    if (uri.getHost() == null) {
      throw new UnusableLocationException(
          path
              + ": expected the name of a host or bucket, as in "
              + uri.getScheme()
              + "://NAME/folder, found "
              + Optional.ofNullable(uri.getAuthority()).orElse("none")
              + " ("
              + firstLine(e)
              + "); correct the URI",
          e);
    }
  }

  private static UnusableLocationException missing(
      Path path, String scheme, Optional<String> found, Throwable e) {
    Optional<String> connector = Optional.ofNullable(CONNECTORS.get(scheme));
    String advice =
        connector
            .map(
                name ->
                    "start spark-submit with --packages "
                        + name
                        + ":"
                        + (name.startsWith(HADOOP) ? VersionInfo.getVersion() : "VERSION")
                        + ", which also brings what it needs, or with all of these jars by --jars")
            .orElse(
                "correct the URI (s3a:// is the one for S3), or start spark-submit with the connector by --packages or"
                    + " --jars");
    return new UnusableLocationException(
        path
            + ": expected a file system that this Spark has, found "
            + found
                .map(what -> "a connector for " + scheme + " that does not work here: " + what)
                .orElse(
                    "none for "
                        + scheme
                        + connector.map(name -> ", which needs " + artifact(name)).orElse(""))
            + "; "
            + advice,
        e);
  }

  private static String firstLine(Exception e) {
    return OneLine.of(e.getMessage());
  }

  private static String artifact(String connector) {
    return connector.substring(connector.indexOf(':') + 1);
  }
}
