package org.mnistspark.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.DatasetKind;
import org.mnistspark.spark.source.IdxFixture;

final class DataFolderTest {
  private final Configuration conf = new Configuration();

  @TempDir Path folder;

  private DataFolder list() {
    return DataFolder.list(conf, folder.toUri().toString());
  }

  @Test
  void listsAllFilesAndThoseOfMnist() throws IOException {
    for (String name :
        List.of(
            "notes.txt",
            "train-images-idx3-ubyte",
            "train-images-idx3-ubyte.gz",
            "t10k-labels.idx1-ubyte.gz")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("t10k-images-idx3-ubyte"));
    assertEquals(
        List.of(
            "notes.txt",
            "t10k-labels.idx1-ubyte.gz",
            "train-images-idx3-ubyte",
            "train-images-idx3-ubyte.gz"),
        list().names());
  }

  @Test
  void opensAFileByName() throws IOException {
    Files.write(folder.resolve("some"), new byte[] {1, 2, 3});
    try (InputStream in = list().open("some")) {
      assertArrayEquals(new byte[] {1, 2, 3}, in.readAllBytes());
    }
  }

  @Test
  void readsSmallTexts() throws IOException {
    Files.writeString(folder.resolve("dataset.json"), "{\"é\":1}\n");
    Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertEquals(Optional.of("{\"é\":1}\n"), list().text("dataset.json"));
    assertEquals(Optional.empty(), list().text("absent"));
    DataException e = assertThrows(DataException.class, () -> list().text("large"));
    assertEquals(
        qualified()
            + "/large: expected at most 1048576 bytes of text, found more; replace the file",
        e.getMessage());
  }

  @Test
  void letsADataSetBeDigested() throws IOException {
    String uri = IdxFixture.folder(folder, IdxFixture.images(3), IdxFixture.labels(3));
    DataFolder files = DataFolder.list(conf, uri);
    ContentDigest digest =
        ContentDigest.of(
            List.of(IdxFixture.IMAGES, IdxFixture.LABELS), files::open, files.text("dataset.json"));
    assertEquals(DatasetKind.CUSTOM, digest.kind());
    assertEquals(
        List.of(IdxFixture.IMAGES, IdxFixture.LABELS), List.copyOf(digest.sha256().keySet()));
  }

  @Test
  void saysWhichFilesAFolderHasInstead() throws IOException {
    for (int i = 10; i < 24; i++) {
      Files.createFile(folder.resolve("part-" + i));
    }
    DataException e = assertThrows(DataException.class, () -> list().open("absent"));
    assertEquals(
        qualified()
            + ": expected the file as absent, found part-10, part-11, part-12, part-13, part-14,"
            + " part-15, part-16, part-17, part-18, part-19, part-20, part-21 and 2 more;"
            + " add the file or name another folder",
        e.getMessage());
  }

  private String qualified() {
    return "file:" + folder;
  }

  @Test
  void rejectsAMissingFolder() {
    String uri = folder.resolve("absent").toUri().toString();
    DataException e = assertThrows(DataException.class, () -> DataFolder.list(conf, uri));
    assertEquals(
        uri
            + ": expected a folder with IDX files (train-images-idx3-ubyte, train-images.idx3-ubyte,"
            + " train-images-idx3-ubyte.gz, train-images.idx3-ubyte.gz and the like),"
            + " found no such folder; name an existing one",
        e.getMessage());
  }

  @Test
  void rejectsAFileInPlaceOfAFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    DataException e =
        assertThrows(DataException.class, () -> DataFolder.list(conf, file.toUri().toString()));
    assertEquals(
        "file:" + file + ": expected a folder with IDX files, found a file; name its folder",
        e.getMessage());
  }

  @Test
  void rejectsAnUnknownFilesystem() {
    assertThrows(
        UnusableLocationException.class, () -> DataFolder.list(conf, "nosuch://host/mnist"));
  }

  @Test
  void rejectsWhatIsNoUri() {
    for (String wrong : List.of("", "a:b:c d")) {
      UnusableLocationException e =
          assertThrows(UnusableLocationException.class, () -> DataFolder.list(conf, wrong));
      assertTrue(
          e.getMessage().startsWith("'" + wrong + "': expected a path or a URI, found "),
          e.getMessage());
    }
  }
}
