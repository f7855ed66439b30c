package org.mnistspark.kubernetes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * What a request asks for, in the terms of role-based access control.
 *
 * @param verb get, list, watch, create, update, patch, delete or deletecollection
 * @param group API group; empty for the core's
 * @param namespace empty for all
 * @param resource plural, with a subresource: pods, pods/status
 */
record ApiRequest(String verb, String group, String namespace, String resource) {
  private static final Pattern PATH =
      Pattern.compile(
          "/apis?(?:/(?<group>[^/]+))?/v[^/]*(?:/namespaces/(?<namespace>[^/]+))?"
              + "/(?<plural>[^/?]+)(?:/(?<name>[^/?]+))?(?:/(?<sub>[^/?]+))?(?:\\?(?<query>.*))?");

  static ApiRequest of(RecordedRequest request) {
    Matcher path = PATH.matcher(request.getPath());
    if (!path.matches()) {
      throw new IllegalArgumentException("expected a resource's path, found " + request.getPath());
    }
    String sub = path.group("sub");
    return new ApiRequest(
        verb(request.getMethod(), path.group("name") != null, text(path.group("query"))),
        text(path.group("group")),
        text(path.group("namespace")),
        path.group("plural") + (sub == null ? "" : "/" + sub));
  }

  private static String text(String group) {
    return group == null ? "" : group;
  }

  private static String verb(String method, boolean named, String query) {
    return switch (method) {
      case "GET" -> query.contains("watch=true") ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default ->
          throw new IllegalArgumentException("expected a method of the API, found " + method);
    };
  }
}
