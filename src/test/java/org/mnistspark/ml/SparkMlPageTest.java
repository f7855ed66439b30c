package org.mnistspark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.LocalSpark;

/**
 * The Java of docs/spark-ml.md, run: what is between {@code // page} and {@code // end} below is on
 * the page, and nothing else. Its Python is {@link PySparkTest}'s.
 */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class SparkMlPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");
  private static final Pattern REGION = Pattern.compile("(?ms)^ +// page\n(.*?)^ +// end");

  private static List<String> find(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        // Blank lines at the end would count for the indentation.
        .map(found -> found.group(1).stripTrailing().stripIndent())
        .toList();
  }

  @Test
  void thePageHasTheJavaThatIsRunHere() throws IOException {
    Path source = Path.of("src/test/java/org/mnistspark/ml/SparkMlPageTest.java");

    assertEquals(find(REGION, source), find(BLOCK, Path.of("docs", "spark-ml.md")));
  }

  @Test
  void thePipelineOfATable(SparkSession spark, @TempDir Path temporary) throws IOException {
    String folder = temporary.toString();
    Dataset<Row> flowers =
        Tables.clouds(spark, 90, 1)
            .selectExpr(
                "label + id % 7 / 10 as length",
                "id % 5 / 10 as width",
                "element_at(array('setosa', 'versicolor', 'virginica'), int(label) + 1) as species");
    // page
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("species").setOutputCol("label"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"length", "width"})
                      .setOutputCol("assembled"),
                  new StandardScaler().setInputCol("assembled").setOutputCol("features"),
                  new MlpClassifier().setHidden(16).setEpochs(20)
                });
    PipelineModel model = pipeline.fit(flowers);
    model.write().overwrite().save(folder + "/flowers");
    Dataset<Row> predictions = PipelineModel.load(folder + "/flowers").transform(flowers);
    // end
    assertTrue(predictions.where("prediction = label").count() > 60);
  }

  @Test
  void digits(SparkSession spark, @TempDir Path temporary) throws IOException {
    SyntheticDigits.write(temporary.resolve("digits"), 1500, 200, 3);
    String mnist = temporary.resolve("digits").toUri().toString();
    // page
    String[] columns = {"features", "double(array_position(label, float(1)) - 1) as label"};
    DataFrameReader reader = spark.read().format("idx");
    Dataset<Row> train = reader.option("split", "train").load(mnist).selectExpr(columns);
    Dataset<Row> test = reader.option("split", "test").load(mnist).selectExpr(columns);
    MlpClassificationModel model = new MlpClassifier().setHidden(512).setEpochs(5).fit(train);
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(model.transform(test));
    // end
    assertTrue(accuracy > 0.8, "accuracy " + accuracy);
  }
}
