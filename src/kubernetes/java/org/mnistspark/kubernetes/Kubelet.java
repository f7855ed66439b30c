package org.mnistspark.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mnistspark.testing.Child;

/**
 * A node, and of the control plane what cares for pods: starts a process for each pod's container,
 * on a loopback address of its own, tells the API server how it is, ends it when the pod is
 * deleted, by SIGTERM and after the pod's grace period by SIGKILL, and then deletes what the pod
 * owned. Closing it kills all processes.
 *
 * <p>Not as on a node: a container's files are those of this machine, under other paths, see {@link
 * Translation}; a volume that is mounted for reading can be written; no limit of memory or
 * processors holds; a deleted pod is gone from the API server before its process is.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  // Kubernetes' own default.
  private static final long GRACE_SECONDS = 30;

  private final KubernetesClient client;
  private final Image image;
  private final Path folder;
  private final Map<String, Child> processes = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  // Several of these may run on one machine: ports are fixed, so addresses must differ.
  private final String subnet =
      "127."
          + ThreadLocalRandom.current().nextInt(1, 255)
          + "."
          + ThreadLocalRandom.current().nextInt(1, 255)
          + ".";
  private final AtomicInteger addresses = new AtomicInteger();
  private final Watch watch;

  /**
   * Runs pods of all namespaces.
   *
   * @param folder for the files of pods
   */
  Kubelet(KubernetesClient client, Image image, Path folder) {
    this.client = client;
    this.image = image;
    this.folder = folder;
    this.watch = client.pods().inAnyNamespace().watch(this);
  }

  /** Where the volume of a claim is. */
  Path volume(String namespace, String claim) {
    return folder.resolve("volumes").resolve(namespace).resolve(claim);
  }

  /** The process of a pod that runs or has run. */
  Child process(Pod pod) {
    return processes.get(pod.getMetadata().getUid());
  }

  /**
   * All pods that have not been deleted, with their states and what their processes have written.
   */
  String describe() {
    return client.pods().inAnyNamespace().list().getItems().stream()
        .map(pod -> pod.getMetadata().getName() + " " + pod.getStatus() + "\n" + process(pod))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    if (action == Action.ADDED) {
      threads.execute(() -> run(pod));
    } else if (action == Action.DELETED) {
      threads.execute(() -> delete(pod));
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new IllegalStateException("the API server ended the watch of pods", cause);
  }

  private void run(Pod pod) {
    Container container = pod.getSpec().getContainers().get(0);
    if (!claimed(pod)) {
      // As unschedulable as on a real cluster.
      return;
    }
    if (!container.getImage().equals(image.name())) {
      waiting(pod, "ErrImagePull", "failed to pull " + container.getImage() + ": not found");
      waiting(pod, "ImagePullBackOff", "Back-off pulling image \"" + container.getImage() + "\"");
      return;
    }
    String address = subnet + addresses.incrementAndGet();
    Pod placed = status(pod, "Pending", address, waiting("ContainerCreating", ""));
    try {
      PodFiles files = new PodFiles(client, placed, folder, image);
      Child process = start(files, container, placed);
      processes.put(pod.getMetadata().getUid(), process);
      status(
          pod,
          "Running",
          address,
          new ContainerStateBuilder().withNewRunning().endRunning().build());
      int code = process.await(Duration.ofMinutes(30));
      status(pod, code == 0 ? "Succeeded" : "Failed", address, terminated(code));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // The kubelet ends, and with it all processes.
      Thread.currentThread().interrupt();
    } catch (KubernetesClientException e) {
      if (exists(pod)) {
        throw e;
      }
    }
  }

  private Child start(PodFiles files, Container container, Pod pod) throws IOException {
    Map<String, String> environment = files.environment(container, pod);
    List<String> arguments = container.getArgs().stream().map(files.translation()::of).toList();
    ProcessBuilder builder = new ProcessBuilder(image.command(arguments, environment));
    builder.directory(files.root().toFile());
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", path,
                "JAVA_HOME", System.getProperty("java.home"),
                "HOME", files.root().toString(),
                "SPARK_HOME", image.sparkHome().toString()));
    return Child.start(builder);
  }

  private boolean claimed(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .allMatch(
            claim ->
                client
                        .persistentVolumeClaims()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(claim.getClaimName())
                        .get()
                    != null);
  }

  private void waiting(Pod pod, String reason, String message) {
    status(pod, "Pending", null, waiting(reason, message));
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  private static ContainerState terminated(int code) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(code == 0 ? "Completed" : "Error")
        .endTerminated()
        .build();
  }

  private Pod status(Pod pod, String phase, String address, ContainerState state) {
    Container container = pod.getSpec().getContainers().get(0);
    try {
      return client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .editStatus(
              current ->
                  new PodBuilder(current)
                      .editOrNewStatus()
                      .withPhase(phase)
                      .withPodIP(address)
                      .withContainerStatuses()
                      .addNewContainerStatus()
                      .withName(container.getName())
                      .withImage(container.getImage())
                      .withReady(state.getRunning() != null)
                      .withRestartCount(0)
                      .withState(state)
                      .endContainerStatus()
                      .endStatus()
                      .build());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // Somebody else has changed the pod at the same time.
        return status(pod, phase, address, state);
      }
      throw e;
    }
  }

  private boolean exists(Pod pod) {
    return client.resource(pod).get() != null;
  }

  private void delete(Pod pod) {
    Child process = process(pod);
    if (process != null) {
      try {
        end(process, pod.getSpec().getTerminationGracePeriodSeconds());
      } catch (InterruptedException e) {
        // The kubelet ends, and with it all processes.
        Thread.currentThread().interrupt();
        return;
      }
    }
    collectGarbage(pod);
  }

  private static void end(Child process, Long graceSeconds) throws InterruptedException {
    process.terminate();
    if (!process.ends(
        Duration.ofSeconds(Objects.requireNonNullElse(graceSeconds, GRACE_SECONDS)))) {
      process.kill();
    }
  }

  private void collectGarbage(Pod owner) {
    String namespace = owner.getMetadata().getNamespace();
    Stream.of(
            client.pods().inNamespace(namespace).list().getItems(),
            client.configMaps().inNamespace(namespace).list().getItems(),
            client.services().inNamespace(namespace).list().getItems())
        .flatMap(List::stream)
        .map(HasMetadata.class::cast)
        .filter(owned -> owned.hasOwnerReferenceFor(owner))
        .forEach(owned -> client.resource(owned).delete());
  }

  @Override
  public void close() {
    watch.close();
    processes.values().forEach(Child::close);
    threads.shutdownNow();
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Those that were being started.
    processes.values().forEach(Child::close);
  }
}
