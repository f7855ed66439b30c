package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryJsonlTest {
  private static final List<EpochHistory> HISTORY =
      List.of(
          new EpochHistory(1, 0.25, 0.9, 1 / 3.0, 0.95, 1.5, 40_000),
          new EpochHistory(2, 1e-7, 1, 0.2, 0.96, 1.25, 48_000));

  @Test
  void aLineHasTheKeysAndValuesOfARowOfTheCsv() throws JsonProcessingException {
    List<String> csv = HistoryCsv.render(HISTORY).lines().toList();
    List<String> lines = HistoryJsonl.render(HISTORY).lines().toList();

    assertEquals(csv.size(), lines.size() + 1);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i));
      List<String> keys = List.of(csv.get(0).split(","));
      List<String> values = List.of(csv.get(i + 1).split(","));
      assertEquals(keys.size(), line.size());
      for (int k = 0; k < keys.size(); k++) {
        assertEquals(
            Double.parseDouble(values.get(k)), line.get(keys.get(k)).asDouble(), keys.get(k));
      }
    }
  }

  @Test
  void withoutEpochsThereIsNothing() {
    assertEquals("", HistoryJsonl.render(List.of()));
  }
}
