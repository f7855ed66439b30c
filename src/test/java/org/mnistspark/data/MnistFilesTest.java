package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MnistFilesTest {
  @Test
  void prefersPlainToGzip() {
    assertEquals(
        List.of(
            "train-images-idx3-ubyte",
            "train-images.idx3-ubyte",
            "train-images-idx3-ubyte.gz",
            "train-images.idx3-ubyte.gz"),
        MnistFiles.imageNames(Split.TRAIN));
    assertEquals(
        List.of(
            "t10k-labels-idx1-ubyte",
            "t10k-labels.idx1-ubyte",
            "t10k-labels-idx1-ubyte.gz",
            "t10k-labels.idx1-ubyte.gz"),
        MnistFiles.labelNames(Split.TEST));
  }

  @Test
  void labelsAreNamedAfterTheirImages() {
    assertEquals(
        List.of("my-labels-idx1-ubyte", "my-labels-idx1-ubyte.gz"),
        MnistFiles.labelNames("my-images-idx3-ubyte.gz"));
    assertEquals(
        List.of("t10k-labels.idx1-ubyte", "t10k-labels.idx1-ubyte.gz"),
        MnistFiles.labelNames("t10k-images.idx3-ubyte"));
    assertEquals(List.of(), MnistFiles.labelNames("digits.idx3"));
  }
}
