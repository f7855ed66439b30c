package org.mnistspark.testing;

/** Names that a file may have, and that URIs, globs, shells or lists take for something else. */
public final class OddNames {
  /** Without ":", which cannot be on a class path, and "," which separates Spark's folders. */
  public static final String CLASS_PATH =
      "my " + umlaut() + "[1] 50% %41 #+?{b}*&;'\"$HOME \\x=!~@";

  /** All of them. */
  public static final String ANY = CLASS_PATH + ",12:30";

  private OddNames() {}

  /** The JVM cannot write it in a locale without it. */
  private static String umlaut() {
    return "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "cl\u00f6ne " : "";
  }
}
