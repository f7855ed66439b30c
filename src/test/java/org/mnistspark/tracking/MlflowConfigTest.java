package org.mnistspark.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.failure.ConfigurationException;

final class MlflowConfigTest {
  private static final Map<String, String> USER =
      Map.of("MLFLOW_TRACKING_USERNAME", "ü", "MLFLOW_TRACKING_PASSWORD", "p:w");
  private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", "t");

  private static MlflowConfig of(String uri, Map<String, String> environment) {
    return MlflowConfig.of(uri, "digits", environment);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:5000, http://h:5000",
    "http://h:5000/, http://h:5000",
    "https://h/a/b//, https://h/a/b",
    "https://u:p@h/a, https://h/a",
    "http://[::1]:5000, http://[::1]:5000"
  })
  void theServerIsTheUriWithoutCredentials(String uri, URI server) {
    assertEquals(server, of(uri, Map.of()).server());
  }

  @Test
  void theEnvironmentsServerIsTakenOnlyWhenAskedFor() {
    Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", "http://u:p@other:1");

    assertEquals(URI.create("http://h:5000"), of("http://h:5000", environment).server());
    assertEquals(Optional.empty(), of("http://h:5000", environment).authorization());
    assertEquals(URI.create("http://other:1"), of("env", environment).server());
    assertEquals(Optional.of("Basic dTpw"), of("env", environment).authorization());
  }

  @Test
  void credentialsAreThoseOfMlflowsOwnClient() {
    assertEquals(Optional.of("Basic w7w6cDp3"), of("http://h", USER).authorization());
    assertEquals(Optional.of("Bearer t"), of("http://h", TOKEN).authorization());
    assertEquals(Optional.of("Basic dTpw"), of("http://u:p@h", USER).authorization());
    assertEquals(Optional.of("Basic dTpwQHc="), of("http://u:p%40w@h", USER).authorization());
    assertEquals(
        Optional.empty(), of("http://h", Map.of("MLFLOW_TRACKING_USERNAME", "u")).authorization());
    assertEquals(
        Optional.empty(), of("http://h", Map.of("MLFLOW_TRACKING_TOKEN", "")).authorization());
  }

  @Test
  void aTokenMayEndWithItsLine() {
    assertEquals(
        Optional.of("Bearer t"),
        of("http://h", Map.of("MLFLOW_TRACKING_TOKEN", "t\n")).authorization());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3\ncret", "s3 cret", "s3cr\u00e9t"})
  void aTokenThatNoHeaderCanHaveIsNotShown(String token) {
    String message =
        assertThrows(
                ConfigurationException.class,
                () -> of("http://h", Map.of("MLFLOW_TRACKING_TOKEN", token)))
            .getMessage();

    assertTrue(message.startsWith("MLFLOW_TRACKING_TOKEN: expected a token "), message);
    assertFalse(message.contains("s3"), message);
  }

  @Test
  void secretsAreNotShown() {
    MlflowConfig config = of("http://user:s3cret@h", Map.of());

    assertFalse((config + config.page("1", "2")).contains("s3cret"));
    assertEquals("MlflowConfig[server=http://h, experiment=digits]", config.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h:5000 | h:5000",
        "databricks | databricks",
        "'' | ''",
        "file:/mlruns | file:/mlruns",
        "sqlite:///m.db | sqlite:///m.db",
        "http:///a | http:///a",
        "http://h?x=1 | http://h?x=1",
        "postgresql://u:s3cret@h/db | postgresql://***@h/db",
        "user:s3cret@h:5000 | ***@h:5000",
        "http://u:s3 cret@h | http://***@h",
        "http://u:s3@/cret@h | http://***@h",
      })
  void whatIsNotATrackingServerIsRefusedWithoutItsSecrets(String uri, String shown) {
    String expected =
        ": expected http://HOST:PORT or https://HOST of a tracking server, found " + shown;
    assertEquals(
        "`mlflow-tracking-uri`" + expected,
        assertThrows(ConfigurationException.class, () -> of(uri, Map.of())).getMessage());
    if (!uri.isEmpty()) {
      assertEquals(
          "MLFLOW_TRACKING_URI" + expected,
          assertThrows(
                  ConfigurationException.class, () -> of("env", Map.of("MLFLOW_TRACKING_URI", uri)))
              .getMessage());
    }
  }

  @Test
  void anEnvironmentWithoutServerIsRefused() {
    assertEquals(
        "`mlflow-tracking-uri` env: expected MLFLOW_TRACKING_URI in the driver's environment, found none; set it, or name the URI",
        assertThrows(ConfigurationException.class, () -> of("env", Map.of())).getMessage());
  }

  @Test
  void anExperimentHasAName() {
    assertEquals(
        "`mlflow-experiment`: expected the name of an experiment, found none; leave it out for the default",
        assertThrows(ConfigurationException.class, () -> MlflowConfig.of("http://h", " ", Map.of()))
            .getMessage());
  }
}
