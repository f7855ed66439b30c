package org.mnistspark.image;

import java.io.IOException;
import java.util.Arrays;

/** A picture's file, of which any part can be read: photos are not held in memory as a whole. */
public interface PictureBytes {
  /** The file's length. */
  long length();

  /**
   * Reads bytes from {@code position} on, at least one.
   *
   * @return how many; -1 at the end
   */
  int read(long position, byte[] into, int offset, int count) throws IOException;

  /** The first bytes, as many as {@link PictureFormat#of} needs or the file has. */
  default byte[] start() throws IOException {
    byte[] start = new byte[(int) Math.min(PictureFormat.START, length())];
    int found = 0;
    while (found < start.length) {
      int more = read(found, start, found, start.length - found);
      if (more <= 0) {
        return Arrays.copyOf(start, found);
      }
      found += more;
    }
    return start;
  }

  /** A file in memory; not copied. */
  static PictureBytes of(byte[] file) {
    return new PictureBytes() {
      @Override
      public long length() {
        return file.length;
      }

      @Override
      public int read(long position, byte[] into, int offset, int count) {
        int found = (int) Math.min(count, file.length - position);
        if (found <= 0) {
          return -1;
        }
        System.arraycopy(file, (int) position, into, offset, found);
        return found;
      }
    };
  }
}
