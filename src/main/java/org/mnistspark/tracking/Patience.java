package org.mnistspark.tracking;

import java.time.Duration;

/**
 * How long the server may take. None of it is time in which training waits, but for {@code end}.
 *
 * @param request for one answer
 * @param upload for one file; twice this leaves time for what comes after it
 * @param firstPause before a failed request is tried again; it doubles
 * @param longestPause to which it doubles
 * @param end of the run, for what has not been sent yet
 */
record Patience(
    Duration request, Duration upload, Duration firstPause, Duration longestPause, Duration end) {
  static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(25),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));
}
