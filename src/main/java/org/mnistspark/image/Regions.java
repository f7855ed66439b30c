package org.mnistspark.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Connected parts of a two-coloured picture, over sides and corners.
 *
 * @param labels [height, width] row-major: the number of a pixel's region
 * @param all by number
 */
@SuppressWarnings("ArrayRecordComponent") // As Levels.
record Regions(int[] labels, List<Region> all) {

  /**
   * A region.
   *
   * @param colour of its pixels
   * @param area in pixels
   * @param touching whether it reaches the picture's border
   */
  record Region(int number, boolean colour, int area, Box box, boolean touching) {}

  static Regions of(boolean[] colours, int width) {
    int[] labels = new int[colours.length];
    Arrays.fill(labels, -1);
    List<Region> all = new ArrayList<>();
    int[] open = new int[colours.length];
    for (int i = 0; i < colours.length; i++) {
      if (labels[i] < 0) {
        all.add(flood(colours, width, i, labels, all.size(), open));
      }
    }
    return new Regions(labels, all);
  }

  private static Region flood(
      boolean[] colours, int width, int first, int[] labels, int number, int[] open) {
    int height = colours.length / width;
    int area = 0;
    Box box = new Box(width, height, 0, 0);
    open[0] = first;
    labels[first] = number;
    for (int left = 1; left > 0; ) {
      int pixel = open[--left];
      int x = pixel % width;
      int y = pixel / width;
      area++;
      box = box.with(new Box(x, y, x + 1, y + 1));
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int next = ny * width + nx;
          if (labels[next] < 0 && colours[next] == colours[first]) {
            labels[next] = number;
            open[left++] = next;
          }
        }
      }
    }
    boolean touching =
        box.left() == 0 || box.top() == 0 || box.right() == width || box.bottom() == height;
    return new Region(number, colours[first], area, box, touching);
  }
}
