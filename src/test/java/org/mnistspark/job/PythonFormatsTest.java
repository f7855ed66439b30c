package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Python;
import org.mnistspark.testing.Trained;

/** Digits as numpy, pandas, pyarrow and Pillow write them make the model of the IDX files. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class PythonFormatsTest {
  @TempDir private static Path home;

  private static Trained trained(SparkSession spark, Path data) throws IOException {
    return SmallRuns.of(data.toUri(), home.resolve("runs").toUri())
        .train(spark, data.getFileName().toString());
  }

  @Test
  void everyFormatMakesTheSameModel(SparkSession spark) throws Exception {
    Python.ofData().require(home, "numpy", "pandas", "pyarrow", "PIL");
    Path idx = home.resolve("idx");
    SyntheticDigits.write(idx, 300, 100, 11);
    Path formats = home.resolve("formats");
    Python.Finished script =
        Python.ofData()
            .run(
                home,
                Map.of(),
                "src/test/python/write_formats.py",
                idx.toString(),
                formats.toString());
    assertEquals(0, script.code(), script.output());

    Trained reference = trained(spark, idx);
    List<Path> written;
    try (Stream<Path> folders = Files.list(formats)) {
      written = folders.sorted().toList();
    }
    assertEquals(9, written.size());
    for (Path format : written) {
      assertEquals(reference, trained(spark, format), format.toString());
    }
  }
}
