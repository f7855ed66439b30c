package org.mnistspark.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The entries of an npz file, which is a zip of npy files, compressed (numpy.savez_compressed) or
 * not (numpy.savez).
 */
public final class NpzEntries {
  /** The most entries that are looked at: a training set has four. */
  private static final int MAX_ENTRIES = 1_000;

  private static final int BUFFER_BYTES = 1 << 16;

  private NpzEntries() {}

  /**
   * Headers by entry name, in the order of the file; entries that are not arrays of numbers are
   * left out.
   *
   * @param in from the first byte of the file; closed
   * @throws DataException if that is not an intact zip of npy arrays
   */
  public static Map<String, ArrayHeader> headers(InputStream in, String name) throws IOException {
    return ArrayReader.damageAsDataException(
        name,
        () -> {
          Map<String, ArrayHeader> headers = new LinkedHashMap<>();
          try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in, BUFFER_BYTES))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
              if (headers.size() > MAX_ENTRIES) {
                throw new DataException(
                    name + ": expected at most " + MAX_ENTRIES + " arrays, found more");
              }
              if (entry.getName().endsWith(".npy")) {
                add(headers, entry.getName(), zip, name);
              }
            }
          } catch (IllegalArgumentException e) {
            throw new DataException(
                name + ": expected an npz file, found a zip with a name that is not text", e);
          }
          return headers;
        });
  }

  private static void add(
      Map<String, ArrayHeader> headers, String entry, InputStream in, String name)
      throws IOException {
    try {
      headers.put(entry, ArrayHeader.read(in, name + "/" + entry));
    } catch (DataException e) {
      // A scalar or an array of objects beside the others is none of them.
      headers.remove(entry);
    }
  }

  /** The content of an entry; at its end nothing more follows. Closing it closes {@code in}. */
  static InputStream at(InputStream in, String entry, String name) throws IOException {
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    for (ZipEntry next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
      if (next.getName().equals(entry)) {
        return new BufferedInputStream(zip, BUFFER_BYTES);
      }
    }
    throw new DataException(
        name + ": expected the array " + entry + ", found none; don't change files in use");
  }
}
