package org.mnistspark.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** Tensors as ONNX has them. */
final class Tensors {
  private Tensors() {}

  /**
   * Part of an array as a tensor of floats.
   *
   * @param from place of the first value
   * @param sizes of the dimensions, the last one contiguous
   */
  static TensorProto of(String name, float[] values, int from, int... sizes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    int count = 1;
    for (int size : sizes) {
      tensor.addDims(size);
      count = Math.multiplyExact(count, size);
    }
    // ONNX's raw data is little-endian.
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, from, count);
    // Nobody else has the buffer: no copy.
    return tensor.setRawData(UnsafeByteOperations.unsafeWrap(bytes)).build();
  }

  /**
   * A minibatch, the model's input or output: [N, sizes].
   *
   * @param sizes of the dimensions after the first, whose size is up to the caller of the model
   */
  static ValueInfoProto info(String name, DataType type, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam("N"));
    for (int size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
