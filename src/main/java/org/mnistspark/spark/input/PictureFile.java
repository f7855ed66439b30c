package org.mnistspark.spark.input;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.mnistspark.image.PictureBytes;

/** A picture's file that a task reads. */
public record PictureFile(FSDataInputStream in, long length) implements PictureBytes {
  @Override
  public int read(long position, byte[] into, int offset, int count) throws IOException {
    in.seek(position);
    return in.read(into, offset, count);
  }
}
