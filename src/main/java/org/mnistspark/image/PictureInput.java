package org.mnistspark.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file for the JDK's readers, in steps of 64 KiB. It knows its length, which the readers hold
 * against what headers claim, and whether reading failed, which is no fault of the picture.
 */
final class PictureInput extends ImageInputStreamImpl {
  private static final int STEP = 1 << 16;

  private final PictureBytes file;
  private final byte[] buffer = new byte[STEP];
  private long bufferStart;
  private int buffered;
  private Optional<IOException> failure = Optional.empty();

  PictureInput(PictureBytes file) {
    this.file = file;
  }

  @Override
  public long length() {
    return file.length();
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    return buffer[(int) (streamPos++ - bufferStart)] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int from = (int) (streamPos - bufferStart);
    int found = Math.min(length, buffered - from);
    System.arraycopy(buffer, from, into, offset, found);
    streamPos += found;
    return found;
  }

  /** Makes the byte at the stream's position be in the buffer; false at the file's end. */
  private boolean fill() throws IOException {
    if (streamPos >= bufferStart && streamPos < bufferStart + buffered) {
      return true;
    }
    try {
      bufferStart = streamPos;
      buffered = Math.max(0, file.read(streamPos, buffer, 0, buffer.length));
      return buffered > 0;
    } catch (IOException e) {
      buffered = 0;
      failure = Optional.of(e);
      throw e;
    }
  }

  /**
   * Throws what the file itself threw, whatever a reader has made of it.
   *
   * @throws UncheckedIOException if reading failed
   */
  void throwFailure() {
    if (failure.isPresent()) {
      throw new UncheckedIOException(failure.get());
    }
  }
}
