package org.mnistspark.run.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings by name: strings, whole numbers, finite numbers, booleans and lists of these. */
final class Settings {
  private Settings() {}

  /** An unmodifiable copy of settings in the same order. */
  static Map<String, Object> copyOf(Map<String, ?> settings) {
    Map<String, Object> copy = new LinkedHashMap<>();
    settings.forEach((name, value) -> copy.put(name, checked(name, value)));
    return Collections.unmodifiableMap(copy);
  }

  /** An unmodifiable copy in the same order, which Map.copyOf would lose. */
  static <V> Map<String, V> ordered(Map<String, V> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private static Object checked(String name, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> checked(name, item)).toList();
    }
    if (value instanceof Double || value instanceof Float) {
      Finite.check("value of " + name, ((Number) value).doubleValue());
      return value;
    }
    if (value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long) {
      return value;
    }
    throw new IllegalArgumentException(
        "expected a string, number, boolean or list as the value of " + name + ", found " + value);
  }
}
