package org.mnistspark.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mnistspark.run.record.EpochHistory;

/**
 * A run in MLflow: parameters, tags, metrics whose steps are epochs, artifacts, status. Its methods
 * return at once, but for {@link #close}; what they leave to be sent is sent in order, by a thread
 * of its own, as soon as the server takes it. None of them fails because of the server.
 */
public final class MlflowRun implements AutoCloseable {
  static final String NAME_TAG = "mnist_spark.run_id";
  static final String DIRECTORY_TAG = "mnist_spark.run_directory";

  /** Says where the artifacts are, when they are not in MLflow. */
  static final String ARTIFACTS_TAG = "mnist_spark.artifacts";

  private static final String PROXIED = "mlflow-artifacts:/";

  private final MlflowConfig config;
  private final TrackedRun run;
  private final MlflowApi api;
  private final Outbox outbox;
  private boolean ended;
  private int lastEpoch;
  private volatile Optional<String> page = Optional.empty();

  // Of the thread that sends.
  private String id;
  private int loggedEpochs;
  private Optional<String> proxied = Optional.empty();
  private Optional<String> lacking = Optional.empty();

  MlflowRun(MlflowConfig config, Patience patience, TrackedRun run) {
    this.config = config;
    this.run = run;
    this.api = new MlflowApi(new MlflowHttp(config, patience));
    this.outbox = new Outbox(patience);
  }

  /** Begins a run, or goes on with that of an earlier start. */
  public static MlflowRun begin(MlflowConfig config, TrackedRun run) {
    return begin(config, Patience.DEFAULT, run);
  }

  static MlflowRun begin(MlflowConfig config, Patience patience, TrackedRun run) {
    MlflowRun begun = new MlflowRun(config, patience, run);
    begun.outbox.add(begun::begin);
    run.earlier().forEach(epoch -> begun.lastEpoch = epoch.epoch());
    return begun;
  }

  /** Logs the metrics of an epoch. */
  public void epochEnds(EpochHistory epoch) {
    Instant time = Instant.now();
    lastEpoch = epoch.epoch();
    outbox.add(() -> log(epoch.epoch(), time, values(epoch)));
  }

  /** As the columns of history.csv. */
  private static Map<String, Double> values(EpochHistory epoch) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train_loss", epoch.trainLoss());
    values.put("train_accuracy", epoch.trainAccuracy());
    values.put("eval_loss", epoch.evalLoss());
    values.put("eval_accuracy", epoch.evalAccuracy());
    values.put("seconds", epoch.seconds());
    values.put("images_per_second", epoch.imagesPerSecond());
    return values;
  }

  /**
   * The run has come to its end.
   *
   * @param metrics final ones, by name
   * @param artifacts files of the run; asked by another thread
   */
  public void finished(Map<String, Double> metrics, Supplier<List<Artifact>> artifacts) {
    Instant time = Instant.now();
    int step = lastEpoch;
    outbox.add(() -> api.logMetrics(id, step, time, metrics));
    outbox.add(() -> upload(artifacts));
    end("FINISHED");
  }

  /** The run was asked to stop. */
  public void killed() {
    end("KILLED");
  }

  private void end(String status) {
    Instant time = Instant.now();
    ended = true;
    outbox.add(() -> api.ended(id, status, time));
  }

  /**
   * What MLflow lacks now, and why, as a part of a sentence; empty while it has everything or is
   * about to.
   */
  public Optional<String> problem() {
    return outbox.problem().map(text -> config.server() + ": " + text);
  }

  /** The run's page; empty until the server knows the run. */
  public Optional<String> page() {
    return page;
  }

  /**
   * Waits until everything is sent, for a minute at most, and for the answer to one request where
   * the server is away. A run that has neither finished nor been killed has failed.
   */
  @Override
  public void close() {
    if (!ended) {
      end("FAILED");
    }
    outbox.close();
  }

  private void begin() throws IOException, InterruptedException {
    String experiment = api.experiment(config.experiment());
    Optional<JsonNode> earlier = earlier(experiment);
    JsonNode found = earlier.isPresent() ? earlier.get() : api.create(experiment, run, tags());
    id = MlflowApi.text(found, "/info/run_id");
    if (earlier.isPresent()) {
      api.running(id);
      api.setTags(id, tags());
    }
    api.logParameters(id, newParameters(found));
    loggedEpochs = lastStep(found);
    String location = MlflowApi.text(found, "/info/artifact_uri");
    proxied =
        location.startsWith(PROXIED) && !location.startsWith(PROXIED + "/")
            ? Optional.of(location.substring(PROXIED.length()))
            : Optional.empty();
    if (proxied.isEmpty()) {
      api.setTags(id, Map.of(ARTIFACTS_TAG, run.directory()));
      outbox.note(
          "artifacts stay in the run directory, because the experiment keeps its own at %s, not behind the server"
              .formatted(location));
    }
    page = Optional.of(config.page(experiment, id));
    for (EpochHistory epoch : run.earlier()) {
      log(epoch.epoch(), run.start(), values(epoch));
    }
  }

  /**
   * The run in MLflow of an earlier start, or the one that an earlier attempt of this method
   * created without hearing of it.
   */
  private Optional<JsonNode> earlier(String experiment) throws IOException, InterruptedException {
    // By the name, which needs no quoting, unlike a path.
    for (JsonNode found : api.search(experiment, NAME_TAG, run.name())) {
      boolean same = tag(found, DIRECTORY_TAG).equals(run.directory());
      long start = found.at("/info/start_time").asLong();
      if (same && (run.resumed() || start == run.start().toEpochMilli())) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static String tag(JsonNode found, String name) {
    for (JsonNode tag : found.at("/data/tags")) {
      if (tag.path("key").asText().equals(name)) {
        return tag.path("value").asText();
      }
    }
    return "";
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>(run.tags());
    tags.put("mlflow.user", run.user());
    tags.put(NAME_TAG, run.name());
    tags.put(DIRECTORY_TAG, run.directory());
    return tags;
  }

  /** Parameters that the run in MLflow lacks: it does not let others be changed. */
  private Map<String, Object> newParameters(JsonNode found) {
    Map<String, Object> lacking = new LinkedHashMap<>(run.parameters());
    found.at("/data/params").forEach(there -> lacking.remove(there.path("key").asText()));
    return lacking;
  }

  private static int lastStep(JsonNode found) {
    int last = 0;
    for (JsonNode metric : found.at("/data/metrics")) {
      last = Math.max(last, metric.path("step").asInt());
    }
    return last;
  }

  private void log(int epoch, Instant time, Map<String, Double> values)
      throws IOException, InterruptedException {
    // An epoch that was trained again has the same bits.
    if (epoch > loggedEpochs) {
      api.logMetrics(id, epoch, time, values);
      loggedEpochs = epoch;
    }
  }

  /** Files are not worth a run that has no end: whatever becomes of them, the status follows. */
  private void upload(Supplier<List<Artifact>> files) throws IOException, InterruptedException {
    if (proxied.isEmpty()) {
      return;
    }
    Optional<String> problem = lacking.isEmpty() ? tryUpload(files) : lacking;
    if (problem.isPresent()) {
      lacking = problem;
      outbox.note("artifacts stay in the run directory: " + problem.get());
      api.setTags(id, Map.of(ARTIFACTS_TAG, run.directory()));
    }
  }

  /** What is wrong with the first file that the server does not have then. */
  private Optional<String> tryUpload(Supplier<List<Artifact>> files) throws InterruptedException {
    Optional<String> problem = Optional.empty();
    try {
      for (Artifact file : files.get()) {
        try {
          uploadTwice(file);
        } catch (RefusedException e) {
          // This one, because it is too large, say.
          problem = problem.or(() -> Optional.of(file.name() + ": " + e.getMessage()));
        }
      }
    } catch (IOException | RuntimeException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    return problem;
  }

  private void uploadTwice(Artifact file) throws IOException, InterruptedException {
    try {
      api.upload(proxied.orElseThrow(), file);
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      api.upload(proxied.orElseThrow(), file);
    }
  }
}
