package org.mnistspark.job;

/** Formats that a model can be exported to. */
public enum ExportFormat {
  /** See {@link org.mnistspark.export.OnnxModel}. */
  ONNX
}
