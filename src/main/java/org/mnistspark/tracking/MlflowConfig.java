package org.mnistspark.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.failure.ConfigurationException;

/**
 * The tracking server and the experiment that a run is told to. Credentials are found as MLflow's
 * own client finds them: user information in the URI, else MLFLOW_TRACKING_USERNAME and
 * MLFLOW_TRACKING_PASSWORD, else MLFLOW_TRACKING_TOKEN.
 *
 * @param server address without user information, and without a slash at its end
 * @param authorization value of the header of that name, which is a secret
 * @param experiment name of the experiment; it is created if it is not there
 */
public record MlflowConfig(URI server, Optional<String> authorization, String experiment) {
  private static final String ENVIRONMENT = "env";
  private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";
  private static final String TOKEN_VARIABLE = "MLFLOW_TRACKING_TOKEN";

  /**
   * What a setting means.
   *
   * @param uri {@code http://HOST:PORT}, {@code https://...}, or {@code env}: what
   *     MLFLOW_TRACKING_URI says
   * @throws ConfigurationException if that is not the address of a tracking server
   */
  public static MlflowConfig of(String uri, String experiment, Map<String, String> environment) {
    if (experiment.isBlank()) {
      throw new ConfigurationException(
          "`mlflow-experiment`: expected the name of an experiment, found none; leave it out for the default");
    }
    if (!uri.equals(ENVIRONMENT)) {
      return of("`mlflow-tracking-uri`", uri, experiment, environment);
    }
    String named = environment.getOrDefault(URI_VARIABLE, "");
    if (named.isEmpty()) {
      throw new ConfigurationException(
          "`mlflow-tracking-uri` env: expected %s in the driver's environment, found none; set it, or name the URI"
              .formatted(URI_VARIABLE));
    }
    return of(URI_VARIABLE, named, experiment, environment);
  }

  private static MlflowConfig of(
      String from, String uri, String experiment, Map<String, String> environment) {
    try {
      URI typed = new URI(uri);
      boolean http = "http".equals(typed.getScheme()) || "https".equals(typed.getScheme());
      if (http && typed.getHost() != null && typed.getQuery() == null) {
        URI server =
            new URI(
                typed.getScheme(),
                null,
                typed.getHost(),
                typed.getPort(),
                typed.getPath().replaceFirst("/+$", ""),
                null,
                null);
        return new MlflowConfig(
            server,
            authorization(Optional.ofNullable(typed.getUserInfo()), environment),
            experiment);
      }
    } catch (URISyntaxException e) {
      // The exception's message has the text, which may contain a password.
    }
    throw new ConfigurationException(
        "%s: expected http://HOST:PORT or https://HOST of a tracking server, found %s"
            .formatted(from, withoutSecrets(uri)));
  }

  private static Optional<String> authorization(
      Optional<String> userInfo, Map<String, String> environment) {
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    String token = environment.getOrDefault(TOKEN_VARIABLE, "").strip();
    // The client would print a value that a header cannot have.
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new ConfigurationException(
          TOKEN_VARIABLE
              + ": expected a token without spaces, control characters and letters beyond ASCII, found one that has some (it is not shown); set it anew");
    }
    return userInfo
        .or(
            () ->
                user.isEmpty() || password.isEmpty()
                    ? Optional.empty()
                    : Optional.of(user + ":" + password))
        .map(MlflowConfig::basic)
        .or(() -> token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token));
  }

  /** RFC 7617. */
  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /** All that comes before the last @ may be user information, also where this is not a URI. */
  private static String withoutSecrets(String uri) {
    return uri.replaceFirst("(?s)^([a-z+]*://)?.*@", "$1***@");
  }

  /** The page of a run. */
  String page(String experimentId, String runId) {
    return server + "/#/experiments/" + experimentId + "/runs/" + runId;
  }

  @Override
  public String toString() {
    return "MlflowConfig[server=" + server + ", experiment=" + experiment + "]";
  }
}
