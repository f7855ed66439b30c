package org.mnistspark.spark.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds, among the causes of a session that did not start, that Kubernetes refused the rights to
 * start executors. Spark itself says that it cannot instantiate its scheduler.
 */
final class KubernetesRefusal {
  // By its text: not every Spark has the client's classes.
  private static final Pattern FORBIDDEN =
      Pattern.compile("Message: (.* is forbidden: .*?)\\. Received status:", Pattern.DOTALL);

  private KubernetesRefusal() {}

  private static String advice(String refusal) {
    return refusal.contains("exceeded quota")
        ? "free some of the namespace's quota, or have it raised"
        : "apply submit/kubernetes/cluster.yaml to the namespace, or use an account that has them";
  }

  /** The refusal as one line; empty if that is not why it failed. */
  static Optional<InstallationException> in(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .map(cause -> FORBIDDEN.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .findFirst()
        .map(
            refused ->
                new InstallationException(
                    "expected the rights to start executors, found '%s'; %s"
                        .formatted(refused.group(1), advice(refused.group(1))),
                    failure));
  }
}
