package org.mnistspark.dl4j;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.OuterStep;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;

/**
 * What an {@link AveragingTrainingMaster} is built with, also as JSON and YAML.
 *
 * @param workers replicas; empty: one per partition of the RDD
 * @param averaging how they are averaged
 */
record AveragingSettings(OptionalInt workers, Averaging averaging) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String WORKERS = "workers";
  private static final String BATCH_SIZE = "batchSizePerWorker";
  private static final String FREQUENCY = "averagingFrequency";
  private static final String MOMENTUM = "outerMomentum";
  private static final String NESTEROV = "outerNesterov";
  private static final String SCALING = "learningRateScaling";
  private static final String SCHEDULE = "learningRateSchedule";
  private static final String EPOCHS = "plannedEpochs";
  private static final String WARMUP = "warmupRounds";
  private static final String SEED = "rngSeed";
  private static final List<String> REQUIRED =
      List.of(BATCH_SIZE, FREQUENCY, MOMENTUM, NESTEROV, SCALING, SCHEDULE, EPOCHS, WARMUP, SEED);
  private static final List<String> ALL =
      List.of(
          WORKERS,
          BATCH_SIZE,
          FREQUENCY,
          MOMENTUM,
          NESTEROV,
          SCALING,
          SCHEDULE,
          EPOCHS,
          WARMUP,
          SEED);

  AveragingSettings {
    workers.ifPresent(AveragingSettings::requirePositive);
  }

  private static void requirePositive(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(WORKERS + ": expected at least 1, found " + workers);
    }
  }

  String toJson() {
    return write(JSON);
  }

  String toYaml() {
    return write(YAML);
  }

  static AveragingSettings fromJson(String json) {
    return read(JSON, json);
  }

  static AveragingSettings fromYaml(String yaml) {
    return read(YAML, yaml);
  }

  private String write(ObjectMapper mapper) {
    Map<String, Object> values = new LinkedHashMap<>();
    workers.ifPresent(count -> values.put(WORKERS, count));
    LearningRates rates = averaging.learningRates();
    values.put(BATCH_SIZE, averaging.batchSize());
    values.put(FREQUENCY, averaging.averagingFrequency());
    values.put(MOMENTUM, averaging.outer().momentum());
    values.put(NESTEROV, averaging.outer().kind() == OuterStep.Kind.NESTEROV);
    values.put(SCALING, rates.scaling().name());
    values.put(SCHEDULE, rates.schedule().name());
    values.put(EPOCHS, rates.plannedEpochs());
    values.put(WARMUP, rates.warmupRounds());
    values.put(SEED, averaging.seed());
    try {
      return mapper.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers that cannot be written", e);
    }
  }

  private static AveragingSettings read(ObjectMapper mapper, String text) {
    JsonNode root;
    try {
      root = mapper.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "expected settings of an AveragingTrainingMaster, found " + text, e);
    }
    Set<String> found = new TreeSet<>();
    root.fieldNames().forEachRemaining(found::add);
    if (!ALL.containsAll(found) || !found.containsAll(REQUIRED)) {
      throw new IllegalArgumentException(
          "settings of an AveragingTrainingMaster: expected the keys "
              + REQUIRED
              + " and perhaps "
              + WORKERS
              + ", found "
              + found);
    }
    return new AveragingSettings(
        root.has(WORKERS) ? OptionalInt.of(integer(root, WORKERS)) : OptionalInt.empty(),
        new Averaging(
            integer(root, BATCH_SIZE),
            integer(root, FREQUENCY),
            OuterStep.of(number(root, MOMENTUM), root.get(NESTEROV).asBoolean()),
            new LearningRates(
                constant(root, SCALING, LearningRateScaling.class),
                constant(root, SCHEDULE, LearningRateSchedule.class),
                integer(root, EPOCHS),
                integer(root, WARMUP)),
            whole(root, SEED, root.get(SEED).canConvertToLong()).longValue()));
  }

  private static double number(JsonNode root, String name) {
    JsonNode value = root.get(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(name + ": expected a number, found " + value);
    }
    return value.doubleValue();
  }

  private static <E extends Enum<E>> E constant(JsonNode root, String name, Class<E> type) {
    try {
      return Enum.valueOf(type, root.get(name).asText());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name
              + ": expected one of "
              + List.of(type.getEnumConstants())
              + ", found "
              + root.get(name),
          e);
    }
  }

  private static int integer(JsonNode root, String name) {
    return whole(root, name, root.get(name).canConvertToInt()).intValue();
  }

  private static JsonNode whole(JsonNode root, String name, boolean inRange) {
    JsonNode value = root.get(name);
    if (!value.isIntegralNumber() || !inRange) {
      throw new IllegalArgumentException(name + ": expected a whole number, found " + value);
    }
    return value;
  }
}
