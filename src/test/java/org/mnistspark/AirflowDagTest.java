package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The DAG of submit/airflow, checked by a script of its own, which needs Python and no Airflow. */
final class AirflowDagTest {
  @Test
  @Timeout(60)
  void theDagIsSound() throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder("python3", Path.of("submit", "airflow", "check_dag.py").toString())
            .redirectErrorStream(true);
    python.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process;
    try {
      process = python.start();
    } catch (IOException e) {
      Assumptions.abort("no python3 to check submit/airflow/mnist_training_dag.py: " + e);
      return;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), output);
    assertTrue(output.stripTrailing().endsWith("OK"), output);
  }
}
