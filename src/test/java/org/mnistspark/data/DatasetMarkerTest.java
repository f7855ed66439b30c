package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetMarkerTest {
  private static final DatasetMarker MARKER = new DatasetMarker(60_000, 10_000, -7, 1);

  @Test
  void writesJsonAndReadsIt() {
    assertEquals(
        "{\"dataset\":\"synthetic-digits\",\"train\":60000,\"test\":10000,\"seed\":-7,\"version\":1}\n",
        MARKER.json());
    assertEquals(Optional.of(MARKER), DatasetMarker.parse(MARKER.json()));
    assertEquals(
        Optional.of(MARKER),
        DatasetMarker.parse(MARKER.json().replace(",", " ,\n  ").replace(":", " : ")));
  }

  @Test
  void takesNothingElseForAMarker() {
    assertEquals(Optional.empty(), DatasetMarker.parse(""));
    assertEquals(
        Optional.empty(), DatasetMarker.parse(MARKER.json().replace("synthetic-digits", "mine")));
    assertEquals(
        Optional.empty(), DatasetMarker.parse(MARKER.json().replace("-7", "9999999999999999999")));
  }

  @Test
  void isAbsentFromOtherFolders(@TempDir Path folder) throws IOException {
    assertEquals(Optional.empty(), DatasetMarker.in(folder));
    assertEquals(Optional.empty(), DatasetMarker.in(folder.resolve("missing")));
  }
}
