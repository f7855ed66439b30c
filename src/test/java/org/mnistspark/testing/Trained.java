package org.mnistspark.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What training decided of a run directory, and nothing that time or place decided: runs that must
 * be alike have equal ones.
 *
 * @param model SHA-256 of each entry of model.zip: weights, updater state, configuration
 * @param history the lines of history.csv without their times
 * @param test the test metrics of metrics.json
 */
public record Trained(SortedMap<String, String> model, List<String> history, String test) {
  /** The last columns of history.csv: seconds and images_per_second. */
  private static final String TIMES = ",[^,]*,[^,]*$";

  /** Of the run directory with this URI. */
  public static Trained of(URI run) throws IOException {
    Path folder = new Path(run);
    FileSystem files = folder.getFileSystem(new Configuration());
    try (InputStream model = files.open(new Path(folder, "model.zip"));
        InputStream history = files.open(new Path(folder, "history.csv"));
        InputStream metrics = files.open(new Path(folder, "metrics.json"))) {
      return new Trained(
          entries(model),
          new String(history.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst(TIMES, ""))
              .toList(),
          new ObjectMapper().readTree(metrics).get("test").toString());
    }
  }

  private static SortedMap<String, String> entries(InputStream zip) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (ZipInputStream entries = new ZipInputStream(zip)) {
      ZipEntry entry;
      while ((entry = entries.getNextEntry()) != null) {
        byte[] digest = sha256().digest(entries.readAllBytes());
        digests.put(entry.getName(), HexFormat.of().formatHex(digest));
      }
    }
    return digests;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
