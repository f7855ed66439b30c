package org.mnistspark.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * What ONNX Runtime says of some examples.
 *
 * @param probabilities [rows, classes] row-major
 * @param labels [rows]
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one test; nobody compares it.
public record OnnxAnswers(float[] probabilities, long[] labels) {
  /**
   * Asks.
   *
   * @param features [rows, inputs] row-major
   */
  public static OnnxAnswers of(byte[] model, float[] features, int inputs) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {features.length / inputs, inputs};
    try (OrtSession session = environment.createSession(model);
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), shape);
        OrtSession.Result result = session.run(Map.of("features", tensor))) {
      OnnxTensor probabilities = (OnnxTensor) result.get("probabilities").orElseThrow();
      OnnxTensor labels = (OnnxTensor) result.get("label").orElseThrow();
      FloatBuffer values = probabilities.getFloatBuffer();
      float[] all = new float[values.remaining()];
      values.get(all);
      return new OnnxAnswers(all, (long[]) labels.getValue());
    }
  }
}
