package org.mnistspark.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSystemsTest {
  private final Configuration configuration = new Configuration();

  private String refused(String uri) {
    String message =
        assertThrows(
                UnusableLocationException.class,
                () -> FileSystems.of(configuration, new Path(uri)),
                uri)
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://bucket/x, hadoop-aws",
    "s3a:///, hadoop-aws",
    "abfs://container@account/x, hadoop-azure",
    "abfss://container@account/x, hadoop-azure",
    "wasb://container@account/x, hadoop-azure",
    "wasbs://container@account/x, hadoop-azure",
    "adl://account/x, hadoop-azure-datalake",
    "oss://bucket/x, hadoop-aliyun"
  })
  void namesTheConnectorOfThisHadoop(String uri, String connector) {
    String scheme = URI.create(uri).getScheme();
    assertEquals(
        new Path(uri)
            + ": expected a file system that this Spark has, found none for "
            + scheme
            + ", which needs "
            + connector
            + "; start spark-submit with --packages org.apache.hadoop:"
            + connector
            + ":"
            + VersionInfo.getVersion()
            + ", which also brings what it needs, or with all of these jars by --jars",
        refused(uri));
  }

  @Test
  void namesGooglesConnector() {
    String message = refused("gs://bucket/x");
    assertTrue(
        message.contains(
            "none for gs, which needs gcs-connector; start spark-submit with --packages"
                + " com.google.cloud.bigdataoss:gcs-connector:VERSION, "),
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "s3", "s3n", "lacking"})
  void saysThatNothingServesAScheme(String scheme) {
    configuration.set("fs.lacking.impl", "org.example.NoSuchFileSystem");
    assertEquals(
        scheme
            + "://host/x: expected a file system that this Spark has, found none for "
            + scheme
            + "; correct the URI (s3a:// is the one for S3), or start spark-submit with the connector"
            + " by --packages or --jars",
        refused(scheme + "://host/x"));
  }

  @Test
  void aPathWithoutASchemeIsOfTheDefaultFileSystem() {
    configuration.set("fs.defaultFS", "s3a://bucket");
    assertTrue(refused("data/mnist").contains("found none for s3a, which needs hadoop-aws"));
  }

  @ParameterizedTest
  @CsvSource({"hdfs://, none", "hdfs:///x, none", "hdfs://host:port/x, host:port"})
  void saysThatAUriNamesNoHost(String uri, String found) {
    String message = refused(uri);
    assertTrue(
        message.contains(
            ": expected the name of a host or bucket, as in hdfs://NAME/folder, found "
                + found
                + " (Incomplete HDFS URI, no host: "),
        message);
    assertTrue(message.endsWith("); correct the URI"), message);
  }

  @Test
  void aConnectorWithoutItsLibrariesIsSaidToBeOne() {
    configuration.setClass("fs.s3a.impl", Crippled.class, FileSystem.class);
    String message = refused("s3a://bucket/x");
    assertTrue(
        message.contains(
            "found a connector for s3a that does not work here: java.lang.NoClassDefFoundError:"
                + " com/amazonaws/AmazonClientException; start spark-submit with --packages"),
        message);
  }

  @Test
  void anUnknownHostMayBeKnownLater() {
    assertThrows(
        UnknownHostException.class,
        () -> FileSystems.of(configuration, new Path("hdfs://no-such-host.invalid:9/x")));
  }

  @Test
  void saysWhatIsNotAPath() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Path("a:b"));
    assertEquals(
        "'a:b': expected a path or a URI, found Relative path in absolute URI: a:b; correct it",
        UnusableLocationException.malformed("a:b", e).getMessage());
  }

  /** As hadoop-aws is without the AWS SDK. */
  public static final class Crippled extends RawLocalFileSystem {
    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
      throw new NoClassDefFoundError("com/amazonaws/AmazonClientException");
    }
  }
}
