package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Build;
import org.mnistspark.testing.Python;

/**
 * The DAG in a real Airflow, with the packaged jar and the assembled Spark: in the Python that
 * MNIST_SPARK_TEST_AIRFLOW_PYTHON names.
 */
final class AirflowIT {
  @Test
  @Timeout(600)
  void theDagTrainsRetriesAndGuards(@TempDir Path folder) throws IOException, InterruptedException {
    Python airflow = Python.named("MNIST_SPARK_TEST_AIRFLOW_PYTHON");
    airflow.require(folder, "airflow", "airflow.providers.apache.spark");
    Path data = folder.resolve("digits");
    SyntheticDigits.write(data, 2_000, 500, 7);
    Python.Finished script =
        airflow.run(
            folder,
            Map.of(),
            Path.of("src", "test", "python", "run_airflow.py").toString(),
            folder.toString(),
            data.toString(),
            Build.FOLDER.toString());

    assertEquals(0, script.code(), script.output());
    assertTrue(script.output().stripTrailing().endsWith("OK"), script.output());
  }
}
