package org.mnistspark.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The volumes of a pod as folders, and its environment with their paths. */
final class PodFiles {
  private static final long PATIENCE_SECONDS = 60;

  private final KubernetesClient client;
  private final String namespace;
  private final Path folder;
  private final Path root;
  private final Translation translation;

  /** Waits for config maps and services that the pod names, as a node does. */
  PodFiles(KubernetesClient client, Pod pod, Path folder, Image image) throws IOException {
    this.client = client;
    this.folder = folder;
    this.namespace = pod.getMetadata().getNamespace();
    this.root = Files.createDirectories(folder.resolve("pods").resolve(pod.getMetadata().getUid()));
    Map<String, Path> volumes = new HashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      volumes.put(volume.getName(), Files.createDirectories(place(volume)));
    }
    Map<String, String> paths = new HashMap<>(image.files());
    for (VolumeMount mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
      paths.put(mount.getMountPath(), volumes.get(mount.getName()).toString());
    }
    this.translation = new Translation(paths, this::address);
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        write(volume.getConfigMap(), volumes.get(volume.getName()));
      }
    }
  }

  private Path place(Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return folder
          .resolve("volumes")
          .resolve(namespace)
          .resolve(volume.getPersistentVolumeClaim().getClaimName());
    }
    if (volume.getHostPath() != null) {
      return folder.resolve("host").resolve(volume.getHostPath().getPath().substring(1));
    }
    if (volume.getConfigMap() == null && volume.getEmptyDir() == null) {
      throw new IllegalArgumentException("expected a volume of a known type, found " + volume);
    }
    return root.resolve("volumes").resolve(volume.getName());
  }

  private void write(ConfigMapVolumeSource source, Path to) throws IOException {
    ConfigMap map =
        client
            .configMaps()
            .inNamespace(namespace)
            .withName(source.getName())
            .waitUntilCondition(Objects::nonNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (KeyToPath item : source.getItems()) {
      String text = map.getData().get(item.getKey());
      Files.writeString(to.resolve(item.getPath()), translation.of(text));
    }
  }

  /** What the cluster's DNS answers for a headless service: the address of its pod. */
  private String address(String name, String space) {
    Service service =
        client
            .services()
            .inNamespace(space)
            .withName(name)
            .waitUntilCondition(Objects::nonNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
    return client
        .pods()
        .inNamespace(space)
        .withLabels(service.getSpec().getSelector())
        .list()
        .getItems()
        .get(0)
        .getStatus()
        .getPodIP();
  }

  Path root() {
    return root;
  }

  Translation translation() {
    return translation;
  }

  /** The container's environment; that of the node is no part of it. */
  Map<String, String> environment(Container container, Pod pod) {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      String value = variable.getValueFrom() == null ? variable.getValue() : field(variable, pod);
      if (value != null) {
        environment.put(variable.getName(), translation.of(value));
      }
    }
    return environment;
  }

  private static String field(EnvVar variable, Pod pod) {
    String path = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (path) {
      case "status.podIP" -> pod.getStatus().getPodIP();
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      default -> throw new IllegalArgumentException("expected a known field, found " + path);
    };
  }
}
