package org.mnistspark.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Ways to damage a file: of any kind, and of kinds whose checksums would stop the others. */
final class Mutations {
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    127,
    255,
    256,
    65535,
    1 << 26,
    1L << 31,
    Integer.MAX_VALUE,
    1L << 40,
    Long.MAX_VALUE
  };

  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d.eE+-]*");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");

  private Mutations() {}

  /** One to three damages, one after the other. */
  static byte[] bytes(byte[] file, List<byte[]> seeds, Random random) {
    byte[] result = file;
    for (int i = random.nextInt(3); i >= 0; i--) {
      result = damage(result, seeds, random);
    }
    return result;
  }

  private static byte[] damage(byte[] file, List<byte[]> seeds, Random random) {
    int at = random.nextInt(file.length + 1);
    int other = at + random.nextInt(file.length - at + 1);
    return switch (random.nextInt(7)) {
      case 0 -> flipped(file, random);
      case 1 -> Arrays.copyOf(file, at);
      case 2 -> spliced(file, at, seeds.get(random.nextInt(seeds.size())), random);
      case 3 -> edited(file, random);
      case 4 -> joined(file, at, random(random, 1 + random.nextInt(64)), at);
      case 5 -> joined(file, at, new byte[0], other);
      default -> joined(file, other, Arrays.copyOfRange(file, at, other), other);
    };
  }

  private static byte[] flipped(byte[] file, Random random) {
    byte[] result = file.clone();
    for (int i = random.nextInt(8); i >= 0 && result.length > 0; i--) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  private static byte[] spliced(byte[] file, int at, byte[] other, Random random) {
    int from = random.nextInt(other.length + 1);
    return joined(file, at, Arrays.copyOfRange(other, from, other.length), file.length);
  }

  /** An extreme number where a length or a count may be. */
  private static byte[] edited(byte[] file, Random random) {
    int width = 1 << (1 + random.nextInt(3));
    if (file.length < width) {
      return file;
    }
    byte[] result = file.clone();
    // Headers are at the front.
    int most =
        random.nextBoolean() ? Math.min(32, file.length - width + 1) : file.length - width + 1;
    ByteBuffer buffer = ByteBuffer.wrap(result);
    buffer.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int at = random.nextInt(most);
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    switch (width) {
      case 2 -> buffer.putShort(at, (short) value);
      case 4 -> buffer.putInt(at, (int) value);
      default -> buffer.putLong(at, value);
    }
    return result;
  }

  private static byte[] joined(byte[] file, int head, byte[] middle, int tail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, head);
    out.writeBytes(middle);
    out.write(file, tail, file.length - tail);
    return out.toByteArray();
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Text with numbers, strings or words changed for others of its own or for extreme ones. */
  static byte[] text(byte[] file, Random random) {
    String text = new String(file, StandardCharsets.UTF_8);
    boolean number = random.nextBoolean();
    List<int[]> places = new ArrayList<>();
    Matcher matcher = (number ? NUMBER : TEXT).matcher(text);
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return file;
    }
    int[] place = places.get(random.nextInt(places.size()));
    int[] other = places.get(random.nextInt(places.size()));
    String replacement =
        number && random.nextBoolean()
            ? Long.toString(EXTREMES[random.nextInt(EXTREMES.length)])
            : random.nextInt(4) == 0 ? "null" : text.substring(other[0], other[1]);
    return (text.substring(0, place[0]) + replacement + text.substring(place[1]))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Damages the text after a prefix that ends with its length, and makes the length right. */
  static byte[] header(byte[] file, int prefix, Random random) {
    int length = ByteBuffer.wrap(file).getInt(prefix - Integer.BYTES);
    byte[] text = text(Arrays.copyOfRange(file, prefix, prefix + length), random);
    byte[] result = joined(file, prefix, text, prefix + length);
    ByteBuffer.wrap(result).putInt(prefix - Integer.BYTES, text.length);
    return result;
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The same zip with sound checksums around entries that are damaged, lost, doubled, renamed. */
  static byte[] zip(byte[] file, List<byte[]> seeds, Random random) {
    List<String> names = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    unzip(file, names, contents);
    int at = random.nextInt(names.size());
    switch (random.nextInt(8)) {
      case 0 -> {
        names.remove(at);
        contents.remove(at);
      }
      case 1 -> {
        names.add(random.nextBoolean() ? "preprocessor.bin" : "../x");
        contents.add(random(random, 20));
      }
      case 2 -> {
        // The same length: patched into a second entry of one name below.
        names.add(names.get(at).replaceFirst(".$", "~"));
        contents.add(contents.get(at));
      }
      case 3 -> Collections.swap(contents, at, random.nextInt(contents.size()));
      case 4 -> Collections.swap(names, at, random.nextInt(names.size()));
      case 5 -> contents.set(0, text(contents.get(0), random));
      default -> contents.set(at, bytes(contents.get(at), seeds, random));
    }
    return zipped(names, contents);
  }

  /** Appends the entries of a zip. */
  static void unzip(byte[] file, List<String> names, List<byte[]> contents) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        contents.add(zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A zip of these entries; a name that ends in ~ becomes that of an earlier one. */
  static byte[] zipped(List<String> names, List<byte[]> contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < names.size(); i++) {
        zip.putNextEntry(new ZipEntry(names.get(i)));
        zip.write(contents.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String raw = out.toString(StandardCharsets.ISO_8859_1);
    for (String name : names) {
      if (name.endsWith("~")) {
        String start = name.substring(0, name.length() - 1);
        String first = names.stream().filter(n -> n.startsWith(start)).findFirst().orElse(name);
        raw = raw.replace(name, first);
      }
    }
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }
}
