package org.mnistspark.testing;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;

/** Locales in which text that takes the default's rules comes out otherwise. */
public final class OtherLocales {
  /** What is done under a locale. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T done() throws IOException;
  }

  private OtherLocales() {}

  /** Digits, decimal points and grouping of their own; in Turkish an "i" of its own. */
  public static Stream<Locale> all() {
    return Stream.of("fa", "ar-EG", "hi-IN-u-nu-deva", "tr", "de").map(Locale::forLanguageTag);
  }

  /** Does it while this locale is the default. */
  public static <T> T in(Locale locale, Work<T> work) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(locale);
    try {
      return work.done();
    } finally {
      Locale.setDefault(before);
    }
  }
}
