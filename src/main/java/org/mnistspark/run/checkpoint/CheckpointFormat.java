package org.mnistspark.run.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.data.Sha256;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.Json;
import org.mnistspark.run.record.RunIdentity;

/**
 * A checkpoint as bytes: {@code MNISTCKP}, version (int), length of the header (int), the header
 * (JSON in UTF-8), the float arrays that the header gives the lengths of, and the SHA-256 of all
 * before it. Numbers are big-endian. Nothing of it names a class, so that reading runs no foreign
 * code.
 */
final class CheckpointFormat {
  private static final byte[] MAGIC = "MNISTCKP".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;
  private static final int MAX_HEADER_BYTES = 4 << 20;
  private static final int PIECE = 16_384;

  private CheckpointFormat() {}

  static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
    DigestOutputStream digest = new DigestOutputStream(out, Sha256.digest());
    DataOutputStream data = new DataOutputStream(digest);
    byte[] header = header(checkpoint).toString().getBytes(StandardCharsets.UTF_8);
    data.write(MAGIC);
    data.writeInt(VERSION);
    data.writeInt(header.length);
    data.write(header);
    write(checkpoint.state().model(), data);
    if (checkpoint.best().isPresent()) {
      write(checkpoint.best().get().state(), data);
    }
    data.flush();
    digest.on(false);
    data.write(digest.getMessageDigest().digest());
    data.flush();
  }

  /**
   * Reads a checkpoint; memory stays within its length.
   *
   * @param length of the file, in bytes
   * @throws CheckpointException when this is no whole checkpoint
   */
  static Checkpoint read(InputStream in, long length) throws IOException {
    DigestInputStream digest = new DigestInputStream(in, Sha256.digest());
    DataInputStream data = new DataInputStream(digest);
    try {
      JsonNode header = readHeader(data);
      Checkpoint checkpoint = new Reader(data, length).checkpoint(header);
      digest.on(false);
      byte[] expected = digest.getMessageDigest().digest();
      if (!MessageDigest.isEqual(expected, data.readNBytes(expected.length))) {
        throw new CheckpointException("its checksum does not match its content");
      }
      if (data.read() >= 0) {
        throw new CheckpointException("bytes follow its checksum");
      }
      return checkpoint;
    } catch (EOFException e) {
      throw new CheckpointException("it ends too early", e);
    }
  }

  private static JsonNode readHeader(DataInputStream data) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    data.readFully(magic);
    if (!MessageDigest.isEqual(magic, MAGIC)) {
      throw new CheckpointException("it is not a checkpoint");
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw new CheckpointException("its version is " + version + ", not " + VERSION);
    }
    int size = data.readInt();
    if (size < 0 || size > MAX_HEADER_BYTES) {
      throw new CheckpointException("its header has an impossible length of " + size);
    }
    byte[] header = data.readNBytes(size);
    if (header.length < size) {
      throw new EOFException();
    }
    try {
      return Json.parse(new String(header, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new CheckpointException("its header is not JSON", e);
    }
  }

  private static ObjectNode header(Checkpoint checkpoint) {
    ObjectNode header = Json.object();
    RunIdentity identity = checkpoint.identity();
    header.set("settings", Json.object(identity.settings()));
    header.set("files", Json.object(identity.files()));
    header.put("epochs", checkpoint.state().epochs());
    Progress partial = checkpoint.state().progress();
    header
        .putObject("partial")
        .put("rounds", partial.rounds())
        .put("loss_sum", partial.lossSum())
        .put("correct", partial.correct())
        .put("examples", partial.examples())
        .put("seconds", checkpoint.partialSeconds());
    Checkpoint.Totals totals = checkpoint.totals();
    header
        .putObject("totals")
        .put("seconds", totals.seconds())
        .put("examples", totals.examples())
        .put("rounds", totals.rounds());
    ArrayNode history = header.putArray("history");
    for (EpochHistory epoch : checkpoint.history()) {
      history
          .addArray()
          .add(epoch.epoch())
          .add(epoch.trainLoss())
          .add(epoch.trainAccuracy())
          .add(epoch.evalLoss())
          .add(epoch.evalAccuracy())
          .add(epoch.seconds())
          .add(epoch.imagesPerSecond());
    }
    header.set("state", lengths(checkpoint.state().model()));
    checkpoint
        .best()
        .ifPresent(
            best -> {
              ObjectNode node = header.putObject("best");
              node.put("epoch", best.epoch()).put("loss", best.loss());
              node.set("state", lengths(best.state()));
            });
    return header;
  }

  private static ObjectNode lengths(ModelState state) {
    return Json.object()
        .put("iteration", state.iteration())
        .put("weights", state.weights().length)
        .put("updater", state.updater().length)
        .put("momentum", state.momentum().length);
  }

  private static void write(ModelState state, DataOutputStream data) throws IOException {
    write(state.weights(), data);
    write(state.updater(), data);
    write(state.momentum(), data);
  }

  private static void write(float[] values, DataOutputStream data) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES);
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      piece.asFloatBuffer().put(values, from, count);
      data.write(piece.array(), 0, count * Float.BYTES);
    }
  }

  /** What the header says, and the arrays after it. */
  private static final class Reader {
    private final DataInputStream data;
    private long floatsLeft;

    Reader(DataInputStream data, long length) {
      this.data = data;
      this.floatsLeft = length / Float.BYTES;
    }

    Checkpoint checkpoint(JsonNode header) throws IOException {
      JsonNode partial = field(header, "partial");
      JsonNode totals = field(header, "totals");
      try {
        List<EpochHistory> history = history(field(header, "history"));
        ModelState state = state(field(header, "state"));
        Optional<Checkpoint.Best> best =
            header.has("best") ? Optional.of(best(header.get("best"))) : Optional.empty();
        return new Checkpoint(
            new RunIdentity(texts(header, "settings"), texts(header, "files")),
            new TrainingState(
                state,
                new Progress(
                    Math.addExact(integer(header, "epochs"), 1),
                    integer(partial, "rounds"),
                    0, // steps, which the engine counts again
                    0,
                    whole(partial, "examples"),
                    number(partial, "loss_sum"),
                    whole(partial, "correct"))),
            number(partial, "seconds"),
            history,
            new Checkpoint.Totals(
                number(totals, "seconds"), whole(totals, "examples"), whole(totals, "rounds")),
            best);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new CheckpointException(e.getMessage(), e);
      }
    }

    private static Map<String, String> texts(JsonNode header, String name) throws IOException {
      Map<String, String> texts = new LinkedHashMap<>();
      field(header, name)
          .properties()
          .forEach(value -> texts.put(value.getKey(), value.getValue().asText()));
      return texts;
    }

    private static List<EpochHistory> history(JsonNode rows) throws IOException {
      List<EpochHistory> history = new ArrayList<>();
      for (JsonNode row : rows) {
        if (row.size() != 7) {
          throw new CheckpointException("its history has rows of " + row.size() + " values");
        }
        history.add(
            new EpochHistory(
                row.get(0).asInt(),
                row.get(1).asDouble(),
                row.get(2).asDouble(),
                row.get(3).asDouble(),
                row.get(4).asDouble(),
                row.get(5).asDouble(),
                row.get(6).asDouble()));
      }
      return history;
    }

    private Checkpoint.Best best(JsonNode best) throws IOException {
      return new Checkpoint.Best(
          integer(best, "epoch"), number(best, "loss"), state(field(best, "state")));
    }

    private ModelState state(JsonNode lengths) throws IOException {
      return new ModelState(
          floats(integer(lengths, "weights")),
          floats(integer(lengths, "updater")),
          floats(integer(lengths, "momentum")),
          integer(lengths, "iteration"));
    }

    private float[] floats(int length) throws IOException {
      floatsLeft -= length;
      if (floatsLeft < 0) {
        throw new CheckpointException("its arrays would be longer than it is");
      }
      float[] values = new float[length];
      ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES);
      for (int from = 0; from < length; from += PIECE) {
        int count = Math.min(PIECE, length - from);
        data.readFully(piece.array(), 0, count * Float.BYTES);
        piece.asFloatBuffer().get(values, from, count);
      }
      return values;
    }

    private static JsonNode field(JsonNode node, String name) throws IOException {
      JsonNode value = node.get(name);
      if (value == null) {
        throw new CheckpointException("its header has no " + name);
      }
      return value;
    }

    private static int integer(JsonNode node, String name) throws IOException {
      JsonNode value = field(node, name);
      if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
        throw new CheckpointException("its " + name + " is " + value);
      }
      return value.intValue();
    }

    private static long whole(JsonNode node, String name) throws IOException {
      JsonNode value = field(node, name);
      if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
        throw new CheckpointException("its " + name + " is " + value);
      }
      return value.longValue();
    }

    private static double number(JsonNode node, String name) throws IOException {
      JsonNode value = field(node, name);
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw new CheckpointException("its " + name + " is " + value);
      }
      return value.doubleValue();
    }
  }
}
