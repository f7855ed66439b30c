package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The project's conf/spark-defaults.conf: every process is set up as the job's driver is. */
record SparkDefaults(Map<String, String> settings) {
  /** Also the heap of a process. */
  static final String MEMORY = "spark.driver.memory";

  static SparkDefaults read(Path file) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\\s+", 2);
      if (words.length == 2 && !words[0].startsWith("#")) {
        settings.put(words[0], words[1]);
      }
    }
    return new SparkDefaults(settings);
  }

  /** These settings, but for those that are given. */
  SparkDefaults with(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(others);
    return new SparkDefaults(all);
  }

  String heap() {
    return settings.get(MEMORY);
  }

  String[] javaOptions() {
    return settings.get("spark.driver.extraJavaOptions").split("\\s+");
  }
}
