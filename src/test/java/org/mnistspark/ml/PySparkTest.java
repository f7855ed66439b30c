package org.mnistspark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Build;
import org.mnistspark.testing.Python;

/**
 * The Python module and the Python of docs/spark-ml.md, checked by a script in a real PySpark: that
 * of the interpreter which MNIST_SPARK_TEST_PYTHON names, else of python3.
 */
final class PySparkTest {
  /** The project's classes and its libraries, without Spark's, which PySpark has. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("/org/apache/spark/") && !entry.endsWith("test-classes"))
        .filter(entry -> !entry.contains("/org/scala-lang/") && !entry.contains("/junit/"))
        .filter(
            entry ->
                entry.endsWith("classes")
                    || entry.matches(".*/org/(nd4j|deeplearning4j|datavec|bytedeco)/.*")
                    || entry.matches(".*/(fastutil|com/google/guava|commons-io|com/github)/.*"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  @Timeout(400)
  void theModuleAndThePageWorkInPySpark(@TempDir Path folder)
      throws IOException, InterruptedException {
    Python python = Python.ofData();
    python.require(folder, "numpy", "sklearn");
    python.requireSpark(folder);
    SyntheticDigits.write(folder.resolve("digits"), 1000, 100, 3);
    Python.Finished script =
        python.run(
            folder,
            Map.of("PYTHONPATH", Build.FOLDER.resolve("mnist-spark-python.zip").toString()),
            Path.of("src", "test", "python", "check_classification.py").toString(),
            classPath(),
            Path.of("docs", "spark-ml.md").toString(),
            folder.toString(),
            folder.resolve("digits").toUri().toString());

    assertEquals(0, script.code(), script.output());
    assertTrue(script.output().stripTrailing().endsWith("OK"), script.output());
  }
}
