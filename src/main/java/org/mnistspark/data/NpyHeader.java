package org.mnistspark.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mnistspark.failure.OneLine;

/**
 * The header of numpy's npy format: magic, version, the length of what follows, and a dictionary as
 * Python writes it.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The npy
 *     format</a>
 */
final class NpyHeader {
  static final int FIRST_BYTE = 0x93;

  /** Bytes of the longest dictionary that is read; numpy's own have 118 and a few more. */
  private static final int MAX_DICTIONARY = 1 << 13;

  static final int MAX_LENGTH = 12 + MAX_DICTIONARY;

  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']{1,16})',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

  private NpyHeader() {}

  /**
   * Reads on after the first four bytes.
   *
   * @throws DataException if there is no sound header
   */
  static ArrayHeader read(byte[] begun, InputStream in, String name) throws IOException {
    byte[] rest = in.readNBytes(4); // 'P' is still to come: \x93NUM PY version
    boolean magic =
        begun[1] == 'N' && begun[2] == 'U' && begun[3] == 'M' && rest.length == 4 && rest[0] == 'P';
    if (!magic || rest[1] != 'Y') {
      throw unfit(name, "another magic number");
    }
    int sizeBytes = rest[2] == 1 ? 2 : 4;
    if (rest[2] < 1 || rest[2] > 3) {
      throw unfit(name, "version " + rest[2]);
    }
    byte[] size = in.readNBytes(sizeBytes);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = (length << 8) | (size[i] & 0xFF);
    }
    if (size.length < sizeBytes || length > MAX_DICTIONARY) {
      throw unfit(name, "a header of " + length + " bytes");
    }
    byte[] dictionary = in.readNBytes((int) length);
    if (dictionary.length < length) {
      throw unfit(name, "its end within the header");
    }
    return parse(
        new String(dictionary, StandardCharsets.ISO_8859_1), 8 + sizeBytes + (int) length, name);
  }

  private static ArrayHeader parse(String dictionary, int length, String name) {
    Matcher matcher = DICTIONARY.matcher(dictionary);
    if (!matcher.matches()) {
      throw unfit(name, "the header " + OneLine.of(dictionary.strip()));
    }
    ElementType type =
        ElementType.ofDescr(matcher.group(1))
            .orElseThrow(() -> unfit(name, "elements of type " + matcher.group(1)));
    List<Integer> dimensions = dimensions(matcher.group(3), name);
    if (matcher.group(2).equals("True") && dimensions.size() > 1) {
      throw new DataException(
          name
              + ": expected an array in C order, found one in Fortran order; save"
              + " numpy.ascontiguousarray(array)");
    }
    ArrayHeader.check(name, type, dimensions);
    return new ArrayHeader(type, dimensions, length);
  }

  private static List<Integer> dimensions(String tuple, String name) {
    List<Integer> dimensions = new ArrayList<>();
    for (String size : tuple.split(",", -1)) {
      if (!size.isBlank()) {
        try {
          dimensions.add(Integer.parseInt(size.strip()));
        } catch (NumberFormatException e) {
          throw unfit(name, "the shape (" + tuple + ")");
        }
      }
    }
    return dimensions;
  }

  private static DataException unfit(String name, String found) {
    return new DataException(
        name
            + ": expected an npy array of numbers, as numpy.save writes it, found "
            + found
            + "; save it again with numpy.save or numpy.savez");
  }
}
