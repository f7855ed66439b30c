package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunJsonTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void rendersAllThatItTakesToRepeatARun() {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("epochs", 5);
    configuration.put("data", "hdfs://node/mnist");
    configuration.put("learning_rate", 0.001);
    configuration.put("hidden", List.of(512, 256));
    configuration.put("overwrite", false);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("train-images-idx3-ubyte.gz", "aa");
    files.put("t10k-images-idx3-ubyte.gz", "bb");
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("train", 60_000L);
    counts.put("test", 10_000L);
    Environment environment =
        new Environment(
            new BuildInfo("0.1.0", "abc", Optional.of(false)),
            "3.5.9",
            "1.0.0-M2.1",
            "17.0.15+6",
            "Linux 6.1",
            "amd64");
    Provenance run =
        new Provenance(
            "20260101T120000Z",
            configuration,
            new DataProvenance("hdfs://node/mnist", "mnist", files, counts, Optional.empty()),
            42,
            2,
            Map.of("frequency", 16),
            environment,
            new TreeMap<>(Map.of("driver", "Haswell", "executor 0 on a", "SkylakeX")),
            START,
            Optional.empty(),
            "local-1",
            List.of("synthetic digits"));
    String expected =
        """
        {
          "run_id" : "20260101T120000Z",
          "start" : "2026-01-01T12:00:00Z",
          "end" : "2026-01-01T12:00:07.500Z",
          "spark_application_id" : "local-1",
          "seed" : 42,
          "workers" : 2,
          "configuration" : {
            "epochs" : 5,
            "data" : "hdfs://node/mnist",
            "learning_rate" : 0.001,
            "hidden" : [ 512, 256 ],
            "overwrite" : false
          },
          "averaging" : {
            "frequency" : 16
          },
          "data" : {
            "uri" : "hdfs://node/mnist",
            "kind" : "mnist",
            "files" : {
              "train-images-idx3-ubyte.gz" : {
                "sha256" : "aa"
              },
              "t10k-images-idx3-ubyte.gz" : {
                "sha256" : "bb"
              }
            },
            "counts" : {
              "train" : 60000,
              "test" : 10000
            }
          },
          "git" : {
            "commit" : "abc",
            "dirty" : false
          },
          "versions" : {
            "job" : "0.1.0",
            "spark" : "3.5.9",
            "dl4j" : "1.0.0-M2.1",
            "java" : "17.0.15+6"
          },
          "os" : "Linux 6.1",
          "arch" : "amd64",
          "kernels" : {
            "driver" : "Haswell",
            "executor 0 on a" : "SkylakeX"
          },
          "warnings" : [ "synthetic digits" ]
        }
        """;
    assertEquals(expected, RunJson.render(run.endedAt(START.plusMillis(7500))));
    assertEquals(run.kernels(), RunJson.kernels(expected));
    assertEquals(
        expected.replaceFirst("  \"end\".*\n", ""), RunJson.render(run), "a run that goes on");
  }

  @Test
  void copiesItsMaps() {
    Map<String, Object> configuration = new LinkedHashMap<>(Map.of("epochs", 5));
    List<String> warnings = new ArrayList<>(List.of("one"));
    Provenance run = provenance(configuration, warnings);
    configuration.clear();
    warnings.clear();
    assertEquals(Map.of("epochs", 5), run.configuration());
    assertEquals(List.of("one"), run.warnings());
  }

  @Test
  void refusesSettingsThatJsonHasNoWordFor() {
    assertRefused("expected a finite value of l2, found NaN", Map.of("l2", Double.NaN));
    assertRefused(
        "expected a finite value of rates, found Infinity",
        Map.of("rates", List.of(1f, Float.POSITIVE_INFINITY)));
    assertRefused(
        "expected a string, number, boolean or list as the value of start, found " + START,
        Map.of("start", START));
  }

  @Test
  void whatTheBuildDidNotKnowIsUnknown() {
    Properties properties = new Properties();
    properties.setProperty("git.build.version", "${git.build.version}");
    properties.setProperty("git.dirty", "");
    BuildInfo unknown = new BuildInfo("unknown", "unknown", Optional.empty());
    assertEquals(unknown, BuildInfo.of(properties));
    properties.setProperty("git.build.version", "0.1.0");
    properties.setProperty("git.commit.id.full", "abc");
    properties.setProperty("git.dirty", "true");
    assertEquals(new BuildInfo("0.1.0", "abc", Optional.of(true)), BuildInfo.of(properties));
  }

  @Test
  void theEnvironmentIsThisJvms() {
    Environment environment = Environment.current("3.5.9");
    assertEquals("3.5.9", environment.spark());
    assertEquals(Runtime.version().toString(), environment.java());
    assertEquals(System.getProperty("os.arch"), environment.arch());
    assertFalse(environment.build().version().isBlank());
    assertFalse(environment.build().commit().isBlank());
  }

  private static void assertRefused(String message, Map<String, Object> configuration) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> provenance(configuration, List.of()), message);
    assertEquals(message, e.getMessage());
  }

  @Test
  void kernelsOfAnEarlierStartAreKept() {
    Provenance earlier =
        provenance(Map.of(), List.of())
            .with(new TreeMap<>(Map.of("driver", "Haswell", "executor 0 on a", "Haswell")));

    assertEquals(
        Map.of(
            "driver", "SkylakeX",
            "driver (earlier start)", "Haswell",
            "executor 0 on a", "Haswell",
            "executor 1 on a", "Haswell"),
        earlier
            .with(new TreeMap<>(Map.of("driver", "SkylakeX", "executor 1 on a", "Haswell")))
            .kernels());
    assertEquals(Map.of(), RunJson.kernels("{}"));
    assertEquals(Map.of(), RunJson.kernels("no JSON"));
  }

  private static Provenance provenance(Map<String, Object> configuration, List<String> warnings) {
    return new Provenance(
        "run",
        configuration,
        new DataProvenance("file:/x", "custom", Map.of(), Map.of(), Optional.empty()),
        1,
        1,
        Map.of(),
        Environment.current("3.5.9"),
        Collections.emptySortedMap(),
        START,
        Optional.empty(),
        "local-1",
        warnings);
  }
}
