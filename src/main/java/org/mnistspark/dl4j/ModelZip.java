package org.mnistspark.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.mnistspark.data.Signature;

/**
 * The entries of a model.zip out of an untrusted stream: configuration, weights and updater state
 * in any order, and a normalizer after the configuration. Nothing else is unpacked: DL4J's own
 * reader takes every entry whole, and makes Java objects of one called preprocessor.bin.
 */
final class ModelZip {
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;
  private static final int MAX_DIRECTORY_BYTES = 1 << 16;

  /** AMSGrad keeps three values per parameter, all others fewer. */
  private static final int MAX_STATE_PER_PARAMETER = 3;

  private static final List<String> ENTRIES =
      List.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.UPDATER_BIN,
          NormalizerFile.NAME,
          SignatureFile.NAME);

  private final ModelConfiguration configuration;
  private final float[] weights;
  private final Optional<float[]> updaterState;
  private final Optional<FeatureNormalizer> normalizer;
  private final Optional<Signature> signature;

  private ModelZip(
      ModelConfiguration configuration,
      float[] weights,
      Optional<float[]> updaterState,
      Optional<FeatureNormalizer> normalizer,
      Optional<Signature> signature) {
    this.configuration = configuration;
    this.weights = weights;
    this.updaterState = updaterState;
    this.normalizer = normalizer;
    this.signature = signature;
  }

  MultiLayerConfiguration configuration() {
    return configuration.dl4j();
  }

  /** Of all layers, flat, in DL4J's order. */
  float[] weights() {
    return weights;
  }

  /** Flat, in DL4J's order; empty for updaters without state. */
  Optional<float[]> updaterState() {
    return updaterState;
  }

  /** Of the features, where the model was saved with one. */
  Optional<FeatureNormalizer> normalizer() {
    return normalizer;
  }

  /** What this job says of its models. */
  Optional<Signature> signature() {
    return signature;
  }

  /**
   * Reads to the end of the stream.
   *
   * @throws MalformedModelException if there is anything more, less or else
   * @throws java.util.zip.ZipException if it is no intact zip
   * @throws java.io.EOFException if it ends within an entry
   */
  static ModelZip read(InputStream in) throws IOException {
    Tail tail = new Tail(in);
    Optional<ModelConfiguration> configuration = Optional.empty();
    Optional<FeatureNormalizer> normalizer = Optional.empty();
    Optional<Signature> signature = Optional.empty();
    Map<String, float[]> arrays = new HashMap<>();
    Set<String> names = new HashSet<>();
    // Not closed: that is up to the caller, whose stream it is.
    ZipInputStream zip = new ZipInputStream(tail);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      String name = entry.getName();
      KerasFile.refuse(zip, entry);
      checkName(name, !names.add(name));
      if (name.equals(ModelSerializer.CONFIGURATION_JSON)) {
        configuration = Optional.of(ModelConfiguration.read(bytes(zip)));
      } else if (name.equals(NormalizerFile.NAME)) {
        normalizer = Optional.of(NormalizerFile.read(zip, inputs(configuration)));
      } else if (name.equals(SignatureFile.NAME)) {
        signature = Optional.of(SignatureFile.read(bytes(zip)));
      } else {
        arrays.put(name, FlatArray.read(zip, name, most(name, configuration)));
      }
    }
    tail.checkDirectory(names.size());
    if (configuration.isEmpty() || !arrays.containsKey(ModelSerializer.COEFFICIENTS_BIN)) {
      throw new MalformedModelException(
          "a zip without the entry "
              + (configuration.isEmpty()
                  ? ModelSerializer.CONFIGURATION_JSON
                  : ModelSerializer.COEFFICIENTS_BIN));
    }
    float[] weights = arrays.get(ModelSerializer.COEFFICIENTS_BIN);
    int expected = configuration.get().parameters();
    if (weights.length != expected) {
      throw new MalformedModelException(
          weights.length + " weights for a configuration of " + expected);
    }
    return new ModelZip(
        configuration.get(),
        weights,
        Optional.ofNullable(arrays.get(ModelSerializer.UPDATER_BIN)),
        normalizer,
        checked(signature, configuration.get()));
  }

  private static Optional<Signature> checked(
      Optional<Signature> signature, ModelConfiguration configuration) {
    signature.ifPresent(
        found -> {
          if (found.inputs() != configuration.inputs()) {
            throw new MalformedModelException(
                "%s of %s features, for a network of %s"
                    .formatted(SignatureFile.NAME, found.inputs(), configuration.inputs()));
          }
        });
    return signature;
  }

  private static int inputs(Optional<ModelConfiguration> configuration) {
    return configuration
        .map(ModelConfiguration::inputs)
        .orElseThrow(
            () ->
                new MalformedModelException(
                    "a zip with the entry %s before %s"
                        .formatted(NormalizerFile.NAME, ModelSerializer.CONFIGURATION_JSON)));
  }

  private static void checkName(String name, boolean known) {
    if (!ENTRIES.contains(name) || known) {
      throw new MalformedModelException(
          "a zip with %s entry %s".formatted(known ? "a second" : "the", name));
    }
  }

  /** What the configuration implies, once that is known: DL4J writes it first. */
  private static long most(String name, Optional<ModelConfiguration> configuration) {
    long parameters =
        configuration.map(ModelConfiguration::parameters).orElse(ModelConfiguration.MAX_PARAMETERS);
    return name.equals(ModelSerializer.UPDATER_BIN)
        ? MAX_STATE_PER_PARAMETER * parameters
        : parameters;
  }

  private static byte[] bytes(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    for (int read = in.read(buffer); read != -1; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      if (out.size() > MAX_CONFIGURATION_BYTES) {
        throw new MalformedModelException(
            "a configuration of more than " + MAX_CONFIGURATION_BYTES + " bytes");
      }
    }
    return out.toByteArray();
  }

  /**
   * Remembers the end of the stream, where a zip has its directory: a ZipInputStream does not look
   * at it, and takes a file that is cut between two entries for a whole one.
   */
  private static final class Tail extends FilterInputStream {
    /** The record at the end: signature, 3 shorts, entries at 10, sizes, length of a comment. */
    private static final int BYTES = 22;

    private static final int SIGNATURE = 0x06054B50;

    private final byte[] last = new byte[BYTES];

    Tail(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) == -1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        int kept = Math.min(read, BYTES);
        System.arraycopy(last, kept, last, 0, BYTES - kept);
        System.arraycopy(buffer, offset + read - kept, last, BYTES - kept, kept);
      }
      return read;
    }

    /** Reads on to the end. */
    void checkDirectory(int entries) throws IOException {
      int length = readNBytes(MAX_DIRECTORY_BYTES).length;
      ByteBuffer end = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
      if (length == MAX_DIRECTORY_BYTES || end.getInt(0) != SIGNATURE) {
        throw new MalformedModelException("a file that is not a zip file, or one without its end");
      }
      if (end.getShort(10) != entries) {
        throw new MalformedModelException(
            String.format(
                Locale.ROOT,
                "a zip of %d entries whose directory has %d",
                entries,
                end.getShort(10)));
      }
    }
  }
}
