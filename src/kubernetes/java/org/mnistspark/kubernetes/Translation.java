package org.mnistspark.kubernetes;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text of a pod, for a process of this machine: paths of a container become those of folders
 * here, and names of services the addresses that the cluster's DNS would answer.
 */
final class Translation {
  private static final Pattern SERVICE = Pattern.compile("([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc");

  private final Map<String, String> paths;
  private final Pattern anyPath;
  private final BinaryOperator<String> dns;

  /**
   * @param paths of the container to those of this machine; the longest that fits holds
   * @param dns name and namespace of a service to an address
   */
  Translation(Map<String, String> paths, BinaryOperator<String> dns) {
    this.paths = new HashMap<>(paths);
    this.dns = dns;
    this.anyPath =
        Pattern.compile(
            paths.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?<![\\w.-])(", ")(?![\\w-])")));
  }

  String of(String text) {
    String local =
        anyPath
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(paths.get(found.group())));
    return SERVICE.matcher(local).replaceAll(name -> dns.apply(name.group(1), name.group(2)));
  }
}
