package org.mnistspark.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * fabric8's in-memory API server, with what it lacks of a real one: server-side apply, role-based
 * access control, quotas of pods, and the admission of service accounts. It has no authentication;
 * instead, who asks is decided by the port: the administrator, a user without rights, or the
 * account of the driver.
 */
final class ApiServer implements AutoCloseable {
  private static final int FORBIDDEN = 403;

  private final KubernetesCrudDispatcher store = new KubernetesCrudDispatcher();
  private final MockWebServer administrator = new MockWebServer();
  private final MockWebServer guest = new MockWebServer();
  private final MockWebServer driver = new MockWebServer();
  private final KubernetesClient client;
  private final AccessControl access;

  private ApiServer() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    administrator.setDispatcher(new Door(Optional.empty()));
    administrator.start(loopback, 0);
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(administratorUrl()).build())
            .build();
    access = new AccessControl(client);
    guest.setDispatcher(new Door(Optional.of("guest")));
    guest.start(loopback, 0);
    driver.setDispatcher(new Door(Optional.of("mnist-spark")));
    driver.start(loopback, 0);
  }

  static ApiServer start() throws IOException {
    return new ApiServer();
  }

  /** A client that may do everything. */
  KubernetesClient client() {
    return client;
  }

  String administratorUrl() {
    return url(administrator);
  }

  String guestUrl() {
    return url(guest);
  }

  /** What pods of the driver's service account find at kubernetes.default.svc. */
  String driverUrl() {
    return url(driver);
  }

  private static String url(MockWebServer server) {
    return "http://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() throws IOException {
    client.close();
    administrator.shutdown();
    guest.shutdown();
    driver.shutdown();
  }

  /** The API for one account, or for the administrator. */
  private final class Door extends Dispatcher {
    private final Optional<String> account;

    Door(Optional<String> account) {
      this.account = account;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
      ApiRequest asked = ApiRequest.of(request);
      Optional<String> refusal =
          account
              .flatMap(name -> access.refusal(name, asked))
              .or(() -> notAdmitted(asked, request));
      if (refusal.isPresent()) {
        return forbidden(refusal.get());
      }
      String type = request.getHeader("Content-Type");
      if (type != null && type.startsWith("application/apply-patch+yaml")) {
        Resource<HasMetadata> wanted =
            client.resource(request.getBody().readUtf8()).inNamespace(asked.namespace());
        HasMetadata applied = wanted.get() == null ? wanted.create() : wanted.update();
        return new MockResponse().setBody(Serialization.asJson(applied));
      }
      return store.dispatch(request);
    }
  }

  /**
   * Why a pod cannot be created: without its account, or beyond the quota. A new pod is pending.
   */
  private Optional<String> notAdmitted(ApiRequest asked, RecordedRequest request) {
    if (!asked.verb().equals("create") || !asked.resource().equals("pods")) {
      return Optional.empty();
    }
    Pod pod = Serialization.unmarshal(request.getBody().readUtf8(), Pod.class);
    pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
    request.getBody().writeUtf8(Serialization.asJson(pod));
    String name = pod.getMetadata().getName();
    String account = pod.getSpec().getServiceAccountName();
    if (account != null
        && client.serviceAccounts().inNamespace(asked.namespace()).withName(account).get()
            == null) {
      return Optional.of(
          "pods \"%s\" is forbidden: error looking up service account %s/%s: serviceaccount \"%s\" not found"
              .formatted(name, asked.namespace(), account, account));
    }
    int used = client.pods().inNamespace(asked.namespace()).list().getItems().size();
    return client.resourceQuotas().inNamespace(asked.namespace()).list().getItems().stream()
        .filter(quota -> used >= pods(quota))
        .findFirst()
        .map(
            quota ->
                "pods \"%s\" is forbidden: exceeded quota: %s, requested: pods=1, used: pods=%s, limited: pods=%s"
                    .formatted(name, quota.getMetadata().getName(), used, pods(quota)));
  }

  private static int pods(ResourceQuota quota) {
    return quota.getSpec().getHard().get("pods").getNumericalAmount().intValue();
  }

  private static MockResponse forbidden(String message) {
    return new MockResponse()
        .setResponseCode(FORBIDDEN)
        .setHeader("Content-Type", "application/json")
        .setBody(
            Serialization.asJson(
                new StatusBuilder()
                    .withStatus("Failure")
                    .withReason("Forbidden")
                    .withMessage(message)
                    .withCode(FORBIDDEN)
                    .build()));
  }
}
