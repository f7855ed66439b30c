package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IdentityTest {
  private static Optional<String> ofNameless(boolean kerberos, Map<String, String> environment) {
    return Identity.substitute(
        () -> {
          throw new IOException("failure to login: invalid null input: name");
        },
        kerberos,
        environment,
        () -> 12_345);
  }

  @Test
  void whoHasANameKeepsIt() {
    assertEquals(
        Optional.empty(),
        Identity.substitute(() -> {}, true, Map.of("HADOOP_USER_NAME", "a"), () -> 12_345));
  }

  @Test
  void takesTheNameOfTheEnvironmentElseTheNumber() {
    assertEquals(
        Optional.of("hdfs"),
        ofNameless(false, Map.of("HADOOP_USER_NAME", "hdfs", "SPARK_USER", "spark")));
    assertEquals(
        Optional.of("spark"),
        ofNameless(false, Map.of("HADOOP_USER_NAME", " ", "SPARK_USER", "spark")));
    assertEquals(Optional.of("12345"), ofNameless(false, Map.of()));
  }

  @Test
  void saysWhatToDoWhereKerberosMustKnowTheUser() {
    InstallationException error =
        assertThrows(
            InstallationException.class,
            () -> ofNameless(true, Map.of("HADOOP_USER_NAME", "hdfs")));

    assertEquals(
        "expected a user with a name, which Kerberos needs, found the user id 12345, whose login fails"
            + " (failure to login: invalid null input: name); add it to /etc/passwd",
        error.getMessage());
  }
}
