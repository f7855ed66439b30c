package org.mnistspark.spark.input;

import java.io.IOException;
import java.util.List;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Elements;
import org.mnistspark.image.GreyImage;
import org.mnistspark.image.ImageDecoder;
import org.mnistspark.image.PictureBytes;

/** The pixels of a picture as they are, grey; colours become their luminance. */
public final class PictureLevels {
  private PictureLevels() {}

  /**
   * Rows and columns of a picture file.
   *
   * @throws DataException if it cannot be read
   */
  public static List<Integer> shape(PictureBytes file, String name) {
    GreyImage image = decode(file, name);
    return List.of(image.height(), image.width());
  }

  /**
   * Features of a picture file, in [0,1].
   *
   * @throws DataException if it cannot be read or has another shape
   */
  public static float[] features(PictureBytes file, List<Integer> shape, String name) {
    GreyImage image = decode(file, name);
    if (!List.of(image.height(), image.width()).equals(shape)) {
      throw new DataException(
          "%s: expected pictures of %s rows and columns as the others have, found %s x %s; bring them to one size"
              .formatted(name, shape, image.height(), image.width()));
    }
    return Elements.features(ElementType.UNSIGNED_BYTE, image.copyOfLevels());
  }

  private static GreyImage decode(PictureBytes file, String name) {
    try {
      return ImageDecoder.decode(file);
    } catch (IOException e) {
      throw new DataException(
          name + ": expected a readable picture, found " + e.getMessage() + "; replace it", e);
    }
  }
}
