package org.mnistspark.dl4j;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

/**
 * Reads and writes normalizer.bin as DL4J's NormalizerSerializer writes it: header, version, type,
 * settings, statistics. DL4J's own reader makes an object of a class that the file names, or of
 * anything at all if the file is a Java-serialized one.
 */
final class NormalizerFile {
  /** The entry of a model.zip. */
  static final String NAME = ModelSerializer.NORMALIZER_BIN;

  private static final byte[] HEADER = "\0\nNORMALIZER".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final String OTHER_REMEDY =
      "save the model without it, and normalize the features beforehand";

  private NormalizerFile() {}

  /** As DL4J writes it. */
  static byte[] write(FeatureNormalizer normalizer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(normalizer.dl4j(), out);
    return out.toByteArray();
  }

  /**
   * Reads to the end of the stream.
   *
   * @param inputs of the network
   * @throws MalformedModelException if it is damaged, or a normalizer of another kind
   */
  static FeatureNormalizer read(InputStream in, int inputs) throws IOException {
    DataInputStream data = new DataInputStream(new BufferedInputStream(in));
    try {
      FeatureNormalizer normalizer = normalizer(data, inputs);
      if (data.read() != -1) {
        throw new MalformedModelException(NAME + " with bytes after its end");
      }
      return normalizer;
    } catch (EOFException | UTFDataFormatException e) {
      throw new MalformedModelException(NAME + " that is damaged or cut short", e);
    }
  }

  private static FeatureNormalizer normalizer(DataInputStream data, int inputs) throws IOException {
    if (!Arrays.equals(HEADER, data.readNBytes(HEADER.length))) {
      throw new MalformedModelException(
          NAME + " in another format than that of DL4J's NormalizerSerializer", OTHER_REMEDY);
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw new MalformedModelException(NAME + " of version " + version + ", not " + VERSION);
    }
    String type = data.readUTF();
    return switch (type) {
      case "STANDARDIZE" -> standardize(data, inputs);
      case "MIN_MAX" -> minMax(data, inputs);
      case "IMAGE_MIN_MAX" -> image(data);
      case "CUSTOM" -> throw other("CUSTOM (" + data.readUTF() + ")");
      default -> throw other(type);
    };
  }

  private static MalformedModelException other(String type) {
    return new MalformedModelException(
        "a normalizer of type "
            + MalformedModelException.shown(type)
            + ", not STANDARDIZE, MIN_MAX or IMAGE_MIN_MAX",
        OTHER_REMEDY);
  }

  private static FeatureNormalizer standardize(DataInputStream data, int inputs)
      throws IOException {
    checkLabels(data.readBoolean());
    FlatArray.Values mean = statistics(data, inputs);
    FlatArray.Values deviation = statistics(data, inputs);
    return FeatureNormalizer.standardize(mean.values(), deviation.values());
  }

  private static FeatureNormalizer minMax(DataInputStream data, int inputs) throws IOException {
    checkLabels(data.readBoolean());
    double targetMin = finite(data.readDouble());
    double targetMax = finite(data.readDouble());
    finite(targetMax - targetMin);
    FlatArray.Values min = statistics(data, inputs);
    FlatArray.Values max = statistics(data, inputs);
    FeatureNormalizer normalizer =
        FeatureNormalizer.minMax(
            min.values(), max.values(), min.floats() && max.floats(), targetMin, targetMax);
    // DL4J's own gives no probabilities then, but NaN.
    normalizer
        .dividedByZero()
        .ifPresent(
            feature -> {
              throw new MalformedModelException(
                  "a NormalizerMinMaxScaler that divides feature " + feature + " by 0",
                  OTHER_REMEDY);
            });
    return normalizer;
  }

  private static FeatureNormalizer image(DataInputStream data) throws IOException {
    double targetMin = finite(data.readDouble());
    double targetMax = finite(data.readDouble());
    double largest = finite(data.readDouble());
    if (largest <= 0) {
      throw new MalformedModelException(NAME + " with a largest pixel value of " + largest);
    }
    finite(targetMax - targetMin);
    return FeatureNormalizer.image(targetMin, targetMax);
  }

  private static void checkLabels(boolean fitted) {
    if (fitted) {
      throw new MalformedModelException(
          "a normalizer of labels, too", "fit it with fitLabel(false), as labels are classes here");
    }
  }

  private static FlatArray.Values statistics(DataInputStream data, int inputs) throws IOException {
    FlatArray.Values values = FlatArray.readNext(data, NAME, inputs);
    Arrays.stream(values.values()).forEach(NormalizerFile::finite);
    return values;
  }

  private static double finite(double value) {
    if (Math.abs(value) <= Float.MAX_VALUE) {
      return value;
    }
    throw new MalformedModelException(NAME + " with the number " + value);
  }
}
