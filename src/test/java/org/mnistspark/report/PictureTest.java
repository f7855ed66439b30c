package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;

final class PictureTest {
  private static BufferedImage decoded(Picture picture) throws IOException {
    String base64 = picture.dataUri().substring("data:image/png;base64,".length());
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  @Test
  void coloursAreThoseOfTheExample() throws IOException {
    Look look = new Look(1, 2, 3, false);

    BufferedImage image = decoded(new Picture(new float[] {1, 0, 0.2f, 0, -3, 7}, look));

    assertEquals(0xff0033, image.getRGB(0, 0) & 0xffffff);
    assertEquals(0x0000ff, image.getRGB(1, 0) & 0xffffff);
  }

  @Test
  void inkIsDarkAndOtherGreyIsAsItIs() throws IOException {
    float[] features = {1, 0};

    assertEquals(0, decoded(new Picture(features, new Look(1, 2, 1, true))).getRGB(0, 0) & 255);
    assertEquals(255, decoded(new Picture(features, new Look(1, 2, 1, false))).getRGB(0, 0) & 255);
  }

  @Test
  void largeImagesAreReducedByMeans() throws IOException {
    Look look = new Look(100, 193, 1, false);
    float[] features = new float[100 * 193];
    Arrays.fill(features, 0.2f);
    features[0] = 1;

    BufferedImage image = decoded(new Picture(features, look));

    assertEquals(65, image.getWidth());
    assertEquals(34, image.getHeight());
    assertEquals(Math.round(255 * (1 + 8 * 0.2) / 9), image.getRaster().getSample(0, 0, 0));
    assertEquals(51, image.getRaster().getSample(64, 33, 0), "the rest of a division");
    assertEquals(65 * 34, Picture.size(look));
  }

  @Test
  void whatIsMostlyEmptyIsInk() {
    Mlp network = RunReports.network(784, List.of(4), Activation.RELU);
    RunReport dense =
        RunReports.custom(
            RunReports.DIGITS, network, RunReports.examination(network, 20, RunReports::dense));

    assertTrue(Look.of(RunReports.trained()).ink());
    assertFalse(Look.of(dense).ink());
    assertFalse(Look.of(RunReports.photos()).ink());
  }
}
