package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class SessionsTest {
  private final SparkConf submitted = new SparkConf(false).setMaster("local[2]");

  @Test
  void addsDefaultsThatTheUserDidNotSet() {
    submitted.set("spark.a", "user");
    SparkConf conf =
        Sessions.configuration(
            submitted, "job", Map.of("spark.a", "default", "spark.b", "default"));
    assertEquals("user", conf.get("spark.a"));
    assertEquals("default", conf.get("spark.b"));
    assertEquals("local[2]", conf.get("spark.master"));
    assertFalse(submitted.contains("spark.b"), "the submitted settings stay as they are");
  }

  @Test
  void namesTheApplicationUnlessTheUserDid() {
    assertEquals("job", named(submitted));
    assertEquals("job", named(submitted.clone().setAppName("org.mnistspark.cli.Main")));
    assertEquals("mine", named(submitted.clone().setAppName("mine")));
  }

  private static String named(SparkConf conf) {
    return Sessions.configuration(conf, "job", Map.of()).get("spark.app.name");
  }

  @Test
  void saysHowToLaunchWithoutAMaster() {
    MissingMasterException e =
        assertThrows(
            MissingMasterException.class,
            () -> Sessions.configuration(new SparkConf(false), "job", Map.of("spark.b", "2")));
    assertEquals(
        "expected to be launched by spark-submit, found no spark.master;"
            + " run submit/local.sh, or spark-submit --master MASTER with this jar",
        e.getMessage());
  }

  @Test
  void tasksOfASingleCoreNeedNoSettingByTheUser() {
    SparkConf submitted = new SparkConf(false).set("spark.task.cpus", "8");

    assertEquals("1", Sessions.singleCoreTasks(submitted).get("spark.task.cpus"));
  }
}
