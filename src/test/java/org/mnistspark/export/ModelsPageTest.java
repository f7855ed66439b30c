package org.mnistspark.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.job.TrainJob;
import org.mnistspark.report.Console;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Python;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The programs of docs/models.md, run: the Java is what is between {@code // page} and {@code //
 * end} below, the Python is taken from the page. The run's report shows the same.
 */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ModelsPageTest {
  private static final Path PAGE = Path.of("docs", "models.md");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```");
  private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\n(.*?)^```");
  private static final Pattern REGION = Pattern.compile("(?ms)^ +// page\n(.*?)^ +// end");
  private static final Pattern REPORT = Pattern.compile("(?ms)id=\"use\".*?</section>");
  private static final Pattern CODE = Pattern.compile("(?ms)<code>(.*?)</code>");

  @TempDir static Path folder;
  private static String run;

  @BeforeAll
  static void train(SparkSession spark) throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 500, 100, 3);
    Console nowhere =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    new TrainJob(spark, nowhere)
        .run(
            TrainSettings.of(
                "--data=" + folder.resolve("digits"),
                "--output=" + folder,
                "--run-id=run",
                "--epochs=1",
                "--hidden=16",
                "--workers=1"),
            () -> false);
    run = folder.resolve("run").toString();
  }

  private static List<String> find(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1).stripTrailing().stripIndent())
        .toList();
  }

  @Test
  void thePageHasTheJavaThatIsRunHere() throws IOException {
    Path source = Path.of("src/test/java/org/mnistspark/export/ModelsPageTest.java");

    assertEquals(find(REGION, Files.readString(source)), find(JAVA, Files.readString(PAGE)));
  }

  @Test
  void theReportHasThePagesPrograms() throws IOException {
    String report = Files.readString(Path.of(run, "report.html"));
    String section = REPORT.matcher(report).results().findFirst().orElseThrow().group();
    String page = Files.readString(PAGE).replace("run + \"/model.onnx\"", "\"model.onnx\"");

    assertEquals(
        Stream.of(find(PYTHON, page).get(0), find(JAVA, page).get(0))
            .map(code -> code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
            .toList(),
        find(CODE, section).stream().map(code -> code.replace("&quot;", "\"")).toList());
  }

  @Test
  void onnxInJava() throws OrtException {
    // page
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session = environment.createSession(run + "/model.onnx");
    float[][] features = new float[1][784]; // pixels from 0 to 1, row by row
    OnnxTensor minibatch = OnnxTensor.createTensor(environment, features);
    OnnxValue probabilities = session.run(Map.of("features", minibatch)).get(0);
    // end
    float sum = 0;
    for (float p : ((float[][]) probabilities.getValue())[0]) {
      sum += p;
    }
    assertEquals(1, sum, 1e-5);
    session.close();
    minibatch.close();
  }

  @Test
  void dl4j() throws IOException {
    // page
    File file = new File(run + "/model.zip");
    MultiLayerNetwork network = MultiLayerNetwork.load(file, false);
    INDArray examples = Nd4j.zeros(1, 784); // pixels from 0 to 1, row by row
    INDArray classProbabilities = network.output(examples);
    // end
    assertEquals(1, classProbabilities.sumNumber().doubleValue(), 1e-5);
  }

  @Test
  void onnxInPython() throws IOException, InterruptedException {
    Python python = Python.ofData();
    python.require(folder, "numpy", "onnxruntime");
    String program = "run = '%s'\n".formatted(run) + find(PYTHON, Files.readString(PAGE)).get(0);

    Python.Finished finished = python.run(folder, Map.of(), "-c", program);

    assertEquals(0, finished.code(), finished.output());
    String[] answer = finished.output().strip().split(" ", 2);
    double[] probabilities =
        Arrays.stream(answer[1].replaceAll("[\\[\\]]", "").strip().split("\\s+", -1))
            .mapToDouble(Double::parseDouble)
            .toArray();
    assertEquals(10, probabilities.length);
    int label = Integer.parseInt(answer[0]);
    assertTrue(Arrays.stream(probabilities).allMatch(p -> p <= probabilities[label]), answer[1]);
  }
}
