package org.mnistspark.mlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Off-heap floats for OpenBLAS: JavaCPP would copy a heap array in and out of every call.
 *
 * <p>The start is always at a page, so that no result can depend on where memory was found. The
 * memory belongs to a direct buffer and goes when this object goes.
 */
final class NativeFloats {

  private static final int PAGE = 4096;

  private final FloatBuffer buffer;

  NativeFloats(int length) {
    long bytes = (long) length * Float.BYTES;
    long pages = (bytes + PAGE - 1) / PAGE * PAGE + PAGE;
    buffer =
        ByteBuffer.allocateDirect(Math.toIntExact(pages))
            .alignedSlice(PAGE)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** The memory as Java sees it; bulk transfers to and from arrays are plain copies. */
  FloatBuffer buffer() {
    return buffer;
  }

  /** The memory from a value on, as OpenBLAS sees it. Valid as long as this object is reachable. */
  FloatPointer pointer(int at) {
    return new FloatPointer(buffer).getPointer(at);
  }
}
