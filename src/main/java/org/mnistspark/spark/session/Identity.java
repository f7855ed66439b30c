package org.mnistspark.spark.session;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Who this process is to Hadoop. In containers a user id may have no entry in /etc/passwd; the
 * JDK's login, which comes first of Hadoop's, then fails without a look at the environment.
 */
public final class Identity {
  /** Fails where the user has no name. */
  @FunctionalInterface
  interface Login {
    void run() throws IOException;
  }

  private Identity() {}

  /**
   * Gives a user without a name the one that HADOOP_USER_NAME or SPARK_USER says, else the number
   * of its id, as Spark's container images do. To be called before anything else asks Hadoop.
   *
   * @throws InstallationException where Kerberos must know the user
   */
  public static void ensure() {
    substitute(
            UserGroupInformation::getLoginUser,
            UserGroupInformation.isSecurityEnabled(),
            System.getenv(),
            () -> new UnixSystem().getUid())
        .map(UserGroupInformation::createRemoteUser)
        .ifPresent(UserGroupInformation::setLoginUser);
  }

  /** The name for a user who cannot log in; empty for one who can. */
  static Optional<String> substitute(
      Login login, boolean kerberos, Map<String, String> environment, LongSupplier userId) {
    try {
      login.run();
      return Optional.empty();
    } catch (IOException e) {
      if (kerberos) {
        throw new InstallationException(
            "expected a user with a name, which Kerberos needs, found the user id %s, whose login fails (%s); add it to /etc/passwd"
                .formatted(userId.getAsLong(), e.getMessage()));
      }
      return Stream.of("HADOOP_USER_NAME", "SPARK_USER")
          .map(name -> environment.getOrDefault(name, ""))
          .filter(name -> !name.isBlank())
          .findFirst()
          .or(() -> Optional.of(String.valueOf(userId.getAsLong())));
    }
  }
}
