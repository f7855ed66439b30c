package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.averaging.Shard;
import org.mnistspark.data.DataException;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;

/** Rows of three features and two classes; row i is the one with key i. */
final class ShardFileTest {
  private static final RowFormat SMALLEST = RowFormat.smallest(3, 2);

  @TempDir private Path folder;
  private final RowPacker packer = new RowPacker(3, 2);
  private int files;

  private Path newFile() {
    return folder.resolve("shard-" + files++);
  }

  private ShardFile file(int maxMappedBytes) throws IOException {
    return new ShardFile(4, SMALLEST, this::newFile, maxMappedBytes);
  }

  private ShardFile file() throws IOException {
    return file(ShardFile.MAX_MAPPED_BYTES);
  }

  /** What row i holds in one of four formats. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
  private record Content(float[] features, float[] label) {
    static Content of(int i, boolean levels, boolean hard) {
      return new Content(
          new float[] {levels ? i % 256 / 255f : i / 7f + 0.01f, 1, i % 3 == 0 ? 0 : 5 / 255f},
          hard ? new float[] {i % 2, 1 - i % 2} : new float[] {0.25f, 0.75f});
    }
  }

  private PackedRow row(long key, Content content) {
    PackedRow row = new PackedRow(SMALLEST);
    row.key = key;
    row.format = packer.pack(content.features(), content.label());
    row.bytes = packer.bytes();
    row.length = packer.length();
    return row;
  }

  private static void assertRow(Content expected, Shard shard, int place) {
    float[] features = new float[3];
    float[] label = new float[2];
    shard.copy(place, 1, features, label);
    assertArrayEquals(expected.features(), features);
    assertArrayEquals(expected.label(), label);
  }

  private void assertFolderIsEmpty() {
    File[] left = folder.toFile().listFiles();
    assertEquals(0, left == null ? -1 : left.length);
  }

  private static List<Integer> shuffled(int rows) {
    List<Integer> keys = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(keys, new Random(3));
    return keys;
  }

  @Test
  void rowsAreInTheOrderOfTheirKeys() throws IOException {
    Shard shard;
    try (ShardFile file = file()) {
      for (int i : shuffled(3000)) {
        file.add(row(i - 1500L, Content.of(i, true, true)));
      }
      shard = file.finish();
    }

    assertEquals(4, shard.worker());
    assertEquals(3000, shard.examples().size());
    assertEquals(SMALLEST.withSparse(false), shard.examples().format());
    for (int i = 0; i < 3000; i++) {
      assertRow(Content.of(i, true, true), shard, i);
    }
    assertFolderIsEmpty();
  }

  @Test
  void keysMayBeAnyNumbers() throws IOException {
    long[] keys = {3, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1};
    int[] sorted = {2, 4, 3, 0, 1};
    try (ShardFile file = file()) {
      for (int i = 0; i < keys.length; i++) {
        file.add(row(keys[i], Content.of(i, true, true)));
      }
      Shard shard = file.finish();
      for (int place = 0; place < keys.length; place++) {
        assertRow(Content.of(sorted[place], true, true), shard, place);
      }
    }
  }

  /** The first row that does not fit has those before it written again. */
  @ParameterizedTest
  @CsvSource({"0", "1", "999", "1000"})
  void rowsOfMixedFormatsReadTheSame(int plain) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (int i = 0; i < plain; i++) {
      contents.add(Content.of(i, true, true));
    }
    for (int i = plain; i < 1500; i++) {
      contents.add(Content.of(i, i % 3 != 0, i % 5 != 1 || i < plain + 200));
    }
    Shard shard;
    try (ShardFile file = file(1000)) {
      for (int i = 0; i < contents.size(); i++) {
        file.add(row(i, contents.get(i)));
      }
      shard = file.finish();
    }

    assertEquals(new RowFormat(3, 2, false, false, false), shard.examples().format());
    for (int i = 0; i < contents.size(); i++) {
      assertRow(contents.get(i), shard, i);
    }
    assertFolderIsEmpty();
    assertTrue(files > 1, "expected the rows to be written again");
  }

  @Test
  void aFileIsNoWiderThanItsRows() throws IOException {
    for (boolean levels : new boolean[] {true, false}) {
      for (boolean hard : new boolean[] {true, false}) {
        try (ShardFile file = file()) {
          for (int i = 1; i < 300; i++) {
            // The last row decides.
            boolean last = i == 299;
            file.add(row(i, Content.of(i, levels || !last, hard || !last)));
          }
          assertEquals(new RowFormat(3, 2, levels, hard, false), file.finish().examples().format());
        }
      }
    }
  }

  /** 7 bytes a row: one to three rows in a buffer, and a size that rows do not fill. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20, 21, 699, 700, 701})
  void rowsMayTakeMoreThanOneBuffer(int maxMappedBytes) throws IOException {
    Shard shard;
    try (ShardFile file = file(maxMappedBytes)) {
      for (int i : shuffled(100)) {
        file.add(row(i, Content.of(i, true, true)));
      }
      shard = file.finish();
    }

    for (int i = 0; i < 100; i++) {
      assertRow(Content.of(i, true, true), shard, i);
      assertEquals(1 - i % 2, shard.examples().classOf(shuffled(100).indexOf(i)));
    }
  }

  /** Of rows with one value and with three: the whole file decides, not a row. */
  @ParameterizedTest
  @CsvSource({"980,8,true", "100,8,false", "980,1000,true", "100,1000,false", "1000,9,true"})
  void aFileIsSparseIfFewValuesAreNotZero(int sparseRows, int maxMappedBytes, boolean sparse)
      throws IOException {
    for (boolean sparseFirst : new boolean[] {true, false}) {
      List<Content> contents = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        boolean one = sparseFirst ? i < sparseRows : i >= 1000 - sparseRows;
        contents.add(
            one
                ? new Content(new float[] {0, 0, i % 256 / 255f}, new float[] {i % 2, 1 - i % 2})
                : Content.of(i, i % 2 == 0, true));
      }
      Shard shard;
      try (ShardFile file = file(maxMappedBytes)) {
        for (int i : shuffled(1000)) {
          file.add(row(i, contents.get(i)));
        }
        shard = file.finish();
      }
      assertEquals(sparse, shard.examples().format().sparse());
      for (int i = 0; i < 1000; i++) {
        assertRow(contents.get(i), shard, i);
      }
      assertFolderIsEmpty();
    }
  }

  /** Larger than what is written at a time. */
  @Test
  void aRowMayBeWide() throws IOException {
    int inputs = 100_000;
    RowPacker wide = new RowPacker(inputs, 2);
    PackedRow row = new PackedRow(RowFormat.smallest(inputs, 2));
    float[] features = new float[inputs];
    for (int i = 0; i < inputs; i += 3) {
      features[i] = i;
    }
    try (ShardFile file = new ShardFile(0, row.format, this::newFile, ShardFile.MAX_MAPPED_BYTES)) {
      for (int i = 0; i < 3; i++) {
        row.key = i;
        features[1] = i;
        row.format = wide.pack(features, new float[] {0, 1});
        row.bytes = wide.bytes();
        row.length = wide.length();
        file.add(row);
      }
      Shard shard = file.finish();
      assertTrue(shard.examples().format().sparse());
      for (int i = 0; i < 3; i++) {
        float[] found = new float[inputs];
        shard.copy(i, 1, found, new float[2]);
        features[1] = i;
        assertArrayEquals(features, found);
      }
    }
  }

  @Test
  void anEmptyShardHasNoExamples() throws IOException {
    try (ShardFile file = file()) {
      Shard shard = file.finish();
      assertEquals(0, shard.examples().size());
      assertEquals(4, shard.worker());
      assertFolderIsEmpty();
    }
  }

  @Test
  void twoRowsWithOneKeyAreRefused() throws IOException {
    try (ShardFile file = file()) {
      for (long key : new long[] {5, 3, 9, 3}) {
        file.add(row(key, Content.of(1, true, true)));
      }
      assertEquals(
          "training data: expected every example to have an index of its own, found two with the same; number the rows from 0",
          assertThrows(DataException.class, file::finish).getMessage());
    }
    assertFolderIsEmpty();
  }

  @Test
  void theFileIsGoneWhenItsWritingFails() throws IOException {
    ShardFile file = file();
    file.add(row(1, Content.of(1, true, true)));
    assertEquals(1, folder.toFile().listFiles().length);
    file.close();
    file.close();

    assertFolderIsEmpty();
    assertThrows(ClosedChannelException.class, file::finish);
  }

  @Test
  void theFileIsGoneWhenThereIsNoRoomForAWiderOne() throws IOException {
    Path taken = Files.createFile(folder.resolve("taken"));
    List<Path> paths = new ArrayList<>(List.of(folder.resolve("narrow"), taken));
    try (ShardFile file = new ShardFile(0, SMALLEST, () -> paths.remove(0))) {
      file.add(row(1, Content.of(1, true, true)));

      assertThrows(
          FileAlreadyExistsException.class, () -> file.add(row(2, Content.of(2, false, true))));
    }
    assertEquals(List.of(), paths);
    assertTrue(Files.notExists(folder.resolve("narrow")));
    assertTrue(Files.exists(taken), "expected another one's file to be left alone");
  }
}
