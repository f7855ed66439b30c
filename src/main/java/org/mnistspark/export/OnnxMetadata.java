package org.mnistspark.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.run.record.RunResult;

/** What a model says of itself: texts, lists as JSON arrays. */
final class OnnxMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OnnxMetadata() {}

  /** All that is known, in a fixed order. */
  static Map<String, String> of(
      Signature signature, Optional<FeatureNormalizer> normalizer, Optional<RunResult> result) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("classes", json(signature.classes()));
    if (!signature.labels().equals(signature.classes())) {
      metadata.put("labels", json(signature.labels()));
    }
    metadata.put("shape", json(signature.shape()));
    if (!signature.features().isEmpty()) {
      metadata.put("feature_names", json(signature.features()));
    }
    metadata.put("feature_unit", FeatureNormalizer.unit(signature, normalizer));
    normalizer.ifPresent(own -> metadata.put("normalizer", own.name()));
    result.ifPresent(
        run -> {
          metadata.put("run_id", run.runId());
          metadata.put("dataset", run.dataset());
          metadata.put("test_accuracy", Double.toString(run.testAccuracy()));
          metadata.put("test_loss", Double.toString(run.testLoss()));
          metadata.put("test_examples", Long.toString(run.testExamples()));
        });
    return metadata;
  }

  private static String json(List<?> values) {
    return JSON.valueToTree(values).toString();
  }
}
