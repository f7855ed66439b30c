package org.mnistspark.dl4j;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Recognizes what Keras saves, to refuse it by name: an HDF5 file ({@code .h5}), or a zip of
 * metadata.json, config.json and model.weights.h5 ({@code .keras}, since Keras 3).
 */
final class KerasFile {
  /** The first bytes of an HDF5 file (HDF5 File Format Specification 3.0, II.A). */
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};

  private static final String WEIGHTS = "model.weights.h5";

  /** What comes before the weights. */
  private static final List<String> BEFORE = List.of("metadata.json", "config.json");

  private static final int MAX_BYTES = 1 << 26;

  private KerasFile() {}

  /**
   * The stream from its first byte on.
   *
   * @throws MalformedModelException if it is an HDF5 file
   */
  static InputStream refuseHdf5(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(HDF5.length);
    byte[] first = buffered.readNBytes(HDF5.length);
    buffered.reset();
    if (Arrays.equals(first, HDF5)) {
      throw keras();
    }
    return buffered;
  }

  /**
   * Goes on from an entry that only a {@code .keras} file has.
   *
   * @throws MalformedModelException if it is one
   */
  static void refuse(ZipInputStream zip, ZipEntry entry) throws IOException {
    ZipEntry at = entry;
    for (int before = 0; at != null && BEFORE.contains(at.getName()); before++) {
      // A configuration of any model; what is larger is something else.
      if (before == BEFORE.size() || zip.skip(MAX_BYTES) == MAX_BYTES) {
        return;
      }
      at = zip.getNextEntry();
    }
    if (at != null && at.getName().equals(WEIGHTS)) {
      throw keras();
    }
  }

  private static MalformedModelException keras() {
    return new MalformedModelException(
        "a Keras file",
        "Keras files are not read: train the network here, or load its weights into a MultiLayerNetwork and save that");
  }
}
