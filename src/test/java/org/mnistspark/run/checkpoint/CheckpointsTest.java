package org.mnistspark.run.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.run.store.RunLocation;

final class CheckpointsTest {
  @TempDir private Path folder;
  private Checkpoints checkpoints;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void create() {
    checkpoints =
        new Checkpoints(
            RunLocation.ofRun(new Configuration(), folder.toUri().toString(), "run").create(false));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("run/checkpoints"))) {
      return files.sorted().toList();
    }
  }

  private int newestRounds() {
    return checkpoints.newest(warnings::add).orElseThrow().state().progress().rounds();
  }

  @Test
  void noneIsThereAtFirst() {
    assertTrue(checkpoints.newest(warnings::add).isEmpty());
    assertEquals(List.of(), warnings);
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    checkpoints.save(CheckpointFormatTest.checkpoint(0, 7));
    checkpoints.save(CheckpointFormatTest.checkpoint(1, 0));
    checkpoints.save(CheckpointFormatTest.checkpoint(1, 10));

    assertEquals(
        List.of("epoch-000001-round-000000000.ckpt", "epoch-000001-round-000000010.ckpt"),
        files().stream().map(file -> file.getFileName().toString()).toList());
    assertEquals(10, newestRounds());
  }

  @Test
  void aDamagedOneGivesWayToTheOneBeforeIt() throws IOException {
    checkpoints.save(CheckpointFormatTest.checkpoint(1, 4));
    checkpoints.save(CheckpointFormatTest.checkpoint(1, 8));
    Path newest = files().get(1);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);

    assertEquals(4, newestRounds());
    assertEquals(1, warnings.size());
    assertTrue(
        warnings
            .get(0)
            .endsWith(
                "expected a whole checkpoint, found that its checksum does not match its content; going back to what was before it"),
        warnings.get(0));
  }

  @Test
  void ifAllAreDamagedThereIsNone() throws IOException {
    checkpoints.save(CheckpointFormatTest.checkpoint(1, 4));
    Files.write(files().get(0), new byte[10]);

    assertTrue(checkpoints.newest(warnings::add).isEmpty());
    assertEquals(1, warnings.size());
  }

  @Test
  void damagedOnesGiveWayToWhatIsWrittenAfterThem() throws IOException {
    checkpoints.save(CheckpointFormatTest.checkpoint(2, 4));
    Files.write(files().get(0), new byte[10]);

    checkpoints.save(CheckpointFormatTest.checkpoint(1, 7));

    assertEquals(7, newestRounds());
    assertEquals(1, files().size());
    assertEquals(List.of(), warnings);
  }
}
