package org.mnistspark.report;

/** Programs that use model.onnx, which is beside the page. docs/models.md has the same. */
final class UsageSection {
  private static final String PYTHON =
      """
      import numpy, onnxruntime
      session = onnxruntime.InferenceSession("model.onnx")
      features = numpy.zeros((1, %s), numpy.float32)  # %s
      probabilities, label = session.run(["probabilities", "label"], {"features": features})
      print(label[0], probabilities[0])
      """;

  private static final String JAVA =
      """
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession session = environment.createSession("model.onnx");
      float[][] features = new float[1][%s]; // %s
      OnnxTensor minibatch = OnnxTensor.createTensor(environment, features);
      OnnxValue probabilities = session.run(Map.of("features", minibatch)).get(0);
      """;

  private UsageSection() {}

  static void write(Html html, int inputs, String featureUnit) {
    HtmlReport.section(html, "use", "Use the model");
    html.element(
            "p",
            "model.onnx, beside this page, runs in any ONNX runtime. Its metadata say what features and classes are called. In Python, with the package onnxruntime:")
        .line();
    code(html, PYTHON, inputs, featureUnit);
    html.element("p", "In Java, with com.microsoft.onnxruntime:onnxruntime:").line();
    code(html, JAVA, inputs, featureUnit);
    html.close().line();
  }

  private static void code(Html html, String program, int inputs, String featureUnit) {
    html.open("pre", "tabindex", "0")
        .element("code", program.formatted(inputs, featureUnit).stripTrailing())
        .close()
        .line();
  }
}
