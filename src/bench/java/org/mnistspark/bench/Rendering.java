package org.mnistspark.bench;

import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.mnistspark.testing.Exif;
import org.mnistspark.testing.Pictures;

/**
 * A kind of picture that people take of digits.
 *
 * @param name for the table and the folder
 * @param format of the files
 * @param scene draws what is seen, of a digit's 784 pixels
 */
record Rendering(String name, String format, Scene scene) {
  private static final int SIDE = 28;

  /** Draws a scene. Everything that differs between pictures comes from {@code random}. */
  @FunctionalInterface
  interface Scene {
    Picture draw(byte[] digit, SplittableRandom random);
  }

  /**
   * What is seen, and how it is stored.
   *
   * @param orientation as Exif counts
   * @param strokes the level of strokes on nothing
   */
  record Picture(int width, int height, Levels levels, int orientation, OptionalInt strokes) {
    Picture(int width, int height, Levels levels) {
      this(width, height, levels, 1, OptionalInt.empty());
    }

    Picture stored(int asOrientation) {
      return new Picture(width, height, levels, asOrientation, strokes);
    }
  }

  /** The level of a pixel; where there are strokes on nothing, how opaque they are. */
  @FunctionalInterface
  interface Levels {
    double at(int x, int y);
  }

  /** The kinds, the plain digits first, against which all others are held. */
  static List<Rendering> all() {
    return List.of(
        new Rendering("plain", "png", (digit, random) -> plain(digit)),
        new Rendering("small", "jpg", Rendering::small),
        new Rendering("grey paper", "png", (d, r) -> paper(d, r, 110, 20, 0)),
        new Rendering("grey paper, noise", "png", (d, r) -> paper(d, r, 110, 20, 10)),
        new Rendering("white on light grey", "png", (d, r) -> paper(d, r, 150, 255, 0)),
        new Rendering("white on light grey, noise", "png", (d, r) -> paper(d, r, 150, 255, 10)),
        new Rendering("chalk on a board", "jpg", (d, r) -> paper(d, r, 40, 210, 12)),
        new Rendering("no margin", "png", Rendering::cropped),
        new Rendering("bold, no margin", "png", Rendering::bold),
        new Rendering("black frame", "png", Rendering::framed),
        new Rendering("paper on a table", "jpg", Rendering::onTable),
        new Rendering("shadow gradient", "jpg", Rendering::gradient),
        new Rendering("soft shadow", "jpg", Rendering::shadow),
        new Rendering("alpha, dark or light strokes", "png", Rendering::transparent),
        new Rendering("Exif, all eight", "jpg", Rendering::turned),
        new Rendering("photo, 640 to 4608 a side", "jpg", Rendering::photo));
  }

  private static Picture plain(byte[] digit) {
    return new Picture(28, 28, (x, y) -> digit[y * 28 + x] & 0xFF);
  }

  private static Picture small(byte[] digit, SplittableRandom random) {
    int side = 28 + random.nextInt(40);
    Stroke stroke = new Stroke(digit, 0, 0, side);
    boolean dark = random.nextBoolean();
    return new Picture(side, side, (x, y) -> 255 * (dark ? 1 - stroke.at(x, y) : stroke.at(x, y)));
  }

  /** A digit somewhere on paper, whose margins are from next to none to eight times its size. */
  private record Place(Stroke stroke, int width, int height) {
    static Place of(byte[] digit, SplittableRandom random, int least, int most) {
      int width = least + random.nextInt(most - least + 1);
      int height = width * 3 / 4;
      double share = Math.pow(8, -random.nextDouble());
      double side = Math.max(40, share * height);
      double left = random.nextDouble() * (width - side);
      double top = random.nextDouble() * (height - side);
      return new Place(new Stroke(digit, left, top, side), width, height);
    }
  }

  private static Picture paper(
      byte[] digit, SplittableRandom random, double paper, double ink, double noise) {
    Place place = Place.of(digit, random, 100, 1000);
    Noise grain = new Noise(random, noise);
    return new Picture(
        place.width(),
        place.height(),
        (x, y) -> paper + (ink - paper) * place.stroke().at(x, y) + grain.at(x, y));
  }

  private static Picture cropped(byte[] digit, SplittableRandom random) {
    return box(digit, 4 + random.nextInt(12), random.nextBoolean());
  }

  private static Picture box(byte[] digit, int scale, boolean dark) {
    int left = 28;
    int top = 28;
    int right = 0;
    int bottom = 0;
    for (int i = 0; i < digit.length; i++) {
      if ((digit[i] & 0xFF) > 127) {
        left = Math.min(left, i % 28);
        right = Math.max(right, i % 28 + 1);
        top = Math.min(top, i / 28);
        bottom = i / 28 + 1;
      }
    }
    Stroke stroke = new Stroke(digit, -left * scale, -top * scale, 28 * scale);
    return new Picture(
        (right - left) * scale,
        (bottom - top) * scale,
        (x, y) -> dark ? 230 - 200 * stroke.at(x, y) : 30 + 200 * stroke.at(x, y));
  }

  /** With strokes a pixel of MNIST's wider on all sides. */
  private static Picture bold(byte[] digit, SplittableRandom random) {
    byte[] bold = new byte[digit.length];
    for (int i = 0; i < digit.length; i++) {
      for (int neighbour : new int[] {i, i - 1, i + 1, i - 28, i + 28}) {
        if (neighbour >= 0 && neighbour < digit.length) {
          bold[i] = (byte) Math.max(bold[i] & 0xFF, digit[neighbour] & 0xFF);
        }
      }
    }
    return box(bold, 4 + random.nextInt(12), random.nextBoolean());
  }

  private static Picture framed(byte[] digit, SplittableRandom random) {
    int side = 60 + random.nextInt(400);
    int frame = 1 + random.nextInt(side / 8);
    Stroke stroke = new Stroke(digit, frame, frame, side - 2 * frame);
    return new Picture(
        side,
        side,
        (x, y) ->
            Math.min(Math.min(x, y), Math.min(side - 1 - x, side - 1 - y)) < frame
                ? 0
                : 240 - 220 * stroke.at(x, y));
  }

  /** A sheet, a little askew, on a dark table. */
  private static Picture onTable(byte[] digit, SplittableRandom random) {
    int width = 800;
    int height = 600;
    double angle = Math.toRadians(random.nextDouble() * 12 - 6);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double side = 150 + random.nextInt(200);
    Stroke stroke = new Stroke(digit, -side / 2, -side / 2, side);
    Noise grain = new Noise(random, 6);
    return new Picture(
        width,
        height,
        (x, y) -> {
          double u = (x - width / 2.0) * cos + (y - height / 2.0) * sin;
          double v = (y - height / 2.0) * cos - (x - width / 2.0) * sin;
          boolean sheet = Math.abs(u) < 330 && Math.abs(v) < 240;
          return (sheet ? 215 - 180 * stroke.at(u, v) : 60) + grain.at(x, y);
        });
  }

  /** Light from one side: the darker end of the paper has 2/5 of the light. */
  private static Picture gradient(byte[] digit, SplittableRandom random) {
    Place place = Place.of(digit, random, 300, 1600);
    Noise grain = new Noise(random, 5);
    double direction = random.nextDouble() * 2 * Math.PI;
    double length = Math.hypot(place.width(), place.height());
    return new Picture(
        place.width(),
        place.height(),
        (x, y) -> {
          double along =
              ((x - place.width() / 2.0) * Math.cos(direction)
                      + (y - place.height() / 2.0) * Math.sin(direction))
                  / length;
          double light = 0.7 + 0.6 * along;
          return light * (235 - 195 * place.stroke().at(x, y)) + grain.at(x, y);
        });
  }

  /** The shadow of something round somewhere in the picture, with a rim a fifth of it wide. */
  private static Picture shadow(byte[] digit, SplittableRandom random) {
    Place place = Place.of(digit, random, 300, 1600);
    Noise grain = new Noise(random, 5);
    double centreX = random.nextDouble() * place.width();
    double centreY = random.nextDouble() * place.height();
    double radius = place.width() * (0.3 + 0.4 * random.nextDouble());
    double rim = place.width() / 5.0;
    return new Picture(
        place.width(),
        place.height(),
        (x, y) -> {
          double inside = radius - Math.hypot(x - centreX, y - centreY);
          double light = 1 - 0.4 / (1 + Math.exp(-6 * inside / rim));
          return light * (235 - 195 * place.stroke().at(x, y)) + grain.at(x, y);
        });
  }

  private static Picture transparent(byte[] digit, SplittableRandom random) {
    Place place = Place.of(digit, random, 60, 600);
    return new Picture(
        place.width(),
        place.height(),
        (x, y) -> 255 * place.stroke().at(x, y),
        1,
        OptionalInt.of(random.nextBoolean() ? 255 : 0));
  }

  private static Picture turned(byte[] digit, SplittableRandom random) {
    return paper(digit, random, 200, 40, 4).stored(1 + random.nextInt(8));
  }

  /** All of it: light from one side, noise, any margin, any orientation. */
  private static Picture photo(byte[] digit, SplittableRandom random) {
    Place place = Place.of(digit, random, 640, 4608);
    Noise grain = new Noise(random, 8);
    double ink = 20 + random.nextInt(60);
    double slope = 0.5 * (random.nextDouble() - 0.5) / place.width();
    return new Picture(
            place.width(),
            place.height(),
            (x, y) ->
                (0.8 + slope * (x - place.width() / 2.0))
                        * (220 - (220 - ink) * place.stroke().at(x, y))
                    + grain.at(x, y))
        .stored(1 + random.nextInt(8));
  }

  /** The file. */
  byte[] render(byte[] digit, SplittableRandom random) {
    Picture picture = scene.draw(digit, random);
    byte[] file = Pictures.encoded(image(picture), format);
    return picture.orientation() == 1
        ? file
        : Exif.inJpeg(file, Exif.directory(picture.orientation(), ByteOrder.BIG_ENDIAN));
  }

  private static BufferedImage image(Picture picture) {
    boolean lying = picture.orientation() >= 5;
    BufferedImage image =
        new BufferedImage(
            lying ? picture.height() : picture.width(),
            lying ? picture.width() : picture.height(),
            picture.strokes().isPresent()
                ? BufferedImage.TYPE_INT_ARGB
                : BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int level = (int) Math.round(Math.max(0, Math.min(255, picture.levels().at(x, y))));
        int[] at = Exif.stored(picture.orientation(), x, y, picture.width(), picture.height());
        if (picture.strokes().isPresent()) {
          image.setRGB(at[0], at[1], level << 24 | picture.strokes().getAsInt() * 0x010101);
        } else {
          image.getRaster().setSample(at[0], at[1], 0, level);
        }
      }
    }
    return image;
  }

  /** A digit of MNIST, enlarged: 0 for paper, 1 for ink, between pixels in between. */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one picture.
  private record Stroke(byte[] digit, double left, double top, double side) {
    double at(double x, double y) {
      double u = (x + 0.5 - left) * SIDE / side - 0.5;
      double v = (y + 0.5 - top) * SIDE / side - 0.5;
      int column = (int) Math.floor(u);
      int row = (int) Math.floor(v);
      if (column < -1 || row < -1 || column >= SIDE || row >= SIDE) {
        return 0;
      }
      double right = u - column;
      double below = v - row;
      double upper = ink(column, row) * (1 - right) + ink(column + 1, row) * right;
      double lower = ink(column, row + 1) * (1 - right) + ink(column + 1, row + 1) * right;
      return (upper * (1 - below) + lower * below) / 255;
    }

    private int ink(int column, int row) {
      boolean inside = column >= 0 && row >= 0 && column < SIDE && row < SIDE;
      return inside ? digit[row * SIDE + column] & 0xFF : 0;
    }
  }

  /** Nearly Gaussian noise, the same at a pixel whenever it is asked. */
  private static final class Noise {
    /** Of the sum of four numbers from 0 to 65535. */
    private static final double DEVIATION = Math.sqrt(4 / 12.0) * 65536;

    private final long seed;
    private final double deviation;

    Noise(SplittableRandom random, double deviation) {
      seed = random.nextLong();
      this.deviation = deviation;
    }

    double at(int x, int y) {
      if (deviation == 0) {
        return 0;
      }
      long bits = new SplittableRandom(seed ^ ((long) y << 32 | x)).nextLong();
      long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
      return deviation * (sum - 2 * 65535) / DEVIATION;
    }
  }
}
