package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Programs as users of DL4J have them, with this project's training master. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class Dl4jProgramTest {
  private static final int TRAINING = 800;
  private static final int TEST = 200;

  @TempDir Path folder;

  /** Digits in order, in DataSets of sizes that take turns. */
  private static List<DataSet> digits(Path folder, String images, String labels, int... sizes)
      throws IOException {
    List<DataSet> dataSets = new ArrayList<>();
    try (InputStream pixelFile = Files.newInputStream(folder.resolve(images));
        InputStream labelFile = Files.newInputStream(folder.resolve(labels));
        ArrayReader pixels = ArrayReader.open(pixelFile, images);
        ArrayReader classes = ArrayReader.open(labelFile, labels)) {
      for (int from = 0; from < pixels.header().items(); ) {
        int count = Math.min(sizes[dataSets.size() % sizes.length], pixels.header().items() - from);
        dataSets.add(dataSet(pixels, classes, count));
        from += count;
      }
    }
    return dataSets;
  }

  private static DataSet dataSet(ArrayReader pixels, ArrayReader classes, int count)
      throws IOException {
    float[][] features = new float[count][784];
    float[][] labels = new float[count][10];
    byte[] image = new byte[784];
    byte[] label = new byte[1];
    for (int i = 0; i < count; i++) {
      pixels.next(image);
      classes.next(label);
      for (int k = 0; k < image.length; k++) {
        features[i][k] = (image[k] & 0xFF) / 255f;
      }
      labels[i][label[0]] = 1;
    }
    return new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels));
  }

  /** The network of DL4J's example for MNIST on Spark: widths after the first are derived. */
  private static MultiLayerConfiguration exampleNetwork() {
    return new NeuralNetConfiguration.Builder()
        .seed(12345)
        .activation(Activation.LEAKYRELU)
        .weightInit(WeightInit.XAVIER)
        .updater(new Nesterovs(0.1))
        .l2(1e-4)
        .list()
        .layer(new DenseLayer.Builder().nIn(28 * 28).nOut(500).build())
        .layer(new DenseLayer.Builder().nOut(100).build())
        .layer(
            new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                .activation(Activation.SOFTMAX)
                .nOut(10)
                .build())
        .build();
  }

  @Test
  void dl4jsExampleForMnistRunsWithTheTrainingMasterExchanged(SparkSession session)
      throws IOException {
    SyntheticDigits.write(folder, TRAINING, TEST, 12345);
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    JavaRDD<DataSet> training =
        context.parallelize(
            digits(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 16, 7, 64, 1), 2);
    JavaRDD<DataSet> test =
        context.parallelize(
            digits(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 16), 2);
    TrainingMaster<?, ?> master =
        new AveragingTrainingMaster.Builder().averagingFrequency(5).batchSizePerWorker(16).build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(context, exampleNetwork(), master);

    for (int epoch = 0; epoch < 3; epoch++) {
      network.fit(training);
    }

    Evaluation evaluation = network.doEvaluation(test, 64, new Evaluation(10))[0];
    // Of ten classes; 0.1 is chance.
    assertTrue(evaluation.accuracy() > 0.5, evaluation.stats());
    assertEquals(evaluation.accuracy(), network.<Evaluation>evaluate(test).accuracy());
    assertTrue(master.deleteTempFiles(context));
    assertSavedAsItIs(network.getNetwork(), test.first());
  }

  /** What this project makes of the model that the program saves. */
  private void assertSavedAsItIs(MultiLayerNetwork network, DataSet examples) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    network.save(file);
    try (InputStream in = Files.newInputStream(file.toPath())) {
      Classifier classifier = ModelFiles.read(in, "model.zip").forImages(1);
      int rows = examples.numExamples();
      float[] probabilities = new float[rows * 10];
      classifier.classify(examples.getFeatures().ravel().toFloatVector(), rows, probabilities);
      float[] expected = network.output(examples.getFeatures()).ravel().toFloatVector();
      assertArrayEquals(expected, probabilities, 1e-5f);
    }
  }

  /** One worker and one minibatch an epoch: what is left is DL4J's own step. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-10, 0.1})
  void theExamplesNetworkLearnsAsInDl4jHoweverItClips(double softmaxClipEps, SparkSession session) {
    MultiLayerConfiguration conf = exampleNetwork();
    OutputLayer output = (OutputLayer) conf.getConf(2).getLayer();
    ((LossNegativeLogLikelihood) output.getLossFn()).setSoftmaxClipEps(softmaxClipEps);
    DataSet examples = examples(40);
    MultiLayerNetwork expected = new MultiLayerNetwork(conf.clone());
    expected.init();
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    JavaRDD<DataSet> training = context.parallelize(List.of(examples), 1);
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder().workers(1).batchSizePerWorker(40).build()) {
      SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(context, conf, master);

      for (int epoch = 0; epoch < 5; epoch++) {
        network.fit(training);
        expected.fit(examples);
      }

      assertArrayEquals(Stripes.weights(expected), Stripes.weights(network.getNetwork()), 1e-5f);
      assertArrayEquals(Stripes.state(expected), Stripes.state(network.getNetwork()), 1e-5f);
    }
  }

  private static DataSet examples(int count) {
    float[][] features = new float[count][784];
    float[][] labels = new float[count][10];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < count; i++) {
      labels[i][i * 7 % 10] = 1;
      for (int k = 0; k < 784; k++) {
        features[i][k] = (float) Math.max(0, 2 * random.nextDouble() - 1);
      }
    }
    return new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels));
  }

  /** The code that docs/dl4j.md shows, as it stands there. */
  @Test
  void theProgramOfThePageCompilesAndLearns(SparkSession session) throws Exception {
    String page = Files.readString(Path.of("docs", "dl4j.md"));
    Matcher section =
        Pattern.compile("# In a DL4J program of your own\n.*?```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    assertTrue(section.find(), "a program on the page");
    assertTrue(section.group(1).contains(".forWorkers("), "the settings that keep the accuracy");
    MultiLayerConfiguration conf = Stripes.conf(new RmsProp(0.01, 0.9, 1e-7));
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());

    MultiLayerNetwork network = run(section.group(1), context, conf, Stripes.rdd(context, 2, 300));

    assertTrue(
        network.score(Stripes.dataSet(5000, 100))
            < Stripes.network(new Sgd(0)).score(Stripes.dataSet(5000, 100)) / 2);
  }

  private MultiLayerNetwork run(
      String program,
      JavaSparkContext context,
      MultiLayerConfiguration configuration,
      JavaRDD<DataSet> dataSets)
      throws Exception {
    Path source = folder.resolve("Program.java");
    Files.writeString(
        source,
        """
        import org.apache.spark.api.java.*;
        import org.deeplearning4j.nn.conf.*;
        import org.deeplearning4j.spark.impl.multilayer.*;
        import org.mnistspark.dl4j.*;
        import org.nd4j.linalg.dataset.*;

        public final class Program {
          public static Object run(
              JavaSparkContext sc, MultiLayerConfiguration configuration, JavaRDD<DataSet> dataSets) {
            %s
            return spark.getNetwork();
          }
        }
        """
            .formatted(program));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-proc:none",
                "-classpath",
                classPath,
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, code, messages.toString(StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      return (MultiLayerNetwork)
          loader
              .loadClass("Program")
              .getMethod(
                  "run", JavaSparkContext.class, MultiLayerConfiguration.class, JavaRDD.class)
              .invoke(null, context, configuration, dataSets);
    }
  }
}
