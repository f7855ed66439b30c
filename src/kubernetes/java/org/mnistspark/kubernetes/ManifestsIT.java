package org.mnistspark.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.testing.Build;

/**
 * The files of submit/kubernetes, against the model that fabric8 generates from Kubernetes' own.
 */
final class ManifestsIT {
  private static final Path FOLDER = Path.of("submit/kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  // The model's classes take what they do not know into a map; without that map, it is refused.
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new RefusesUnknownFields());

  private static <T extends HasMetadata> T read(String yaml, Class<T> type) throws IOException {
    T read = STRICT.readValue(yaml, type);
    assertEquals(YAML.readTree(yaml).get("apiVersion").asText(), read.getApiVersion());
    assertEquals(YAML.readTree(yaml).get("kind").asText(), type.getSimpleName());
    assertNotNull(read.getMetadata(), yaml);
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void podTemplatesMountTheClaim(String role) throws IOException {
    Pod pod = read(Files.readString(FOLDER.resolve(role + ".yaml")), Pod.class);
    assertEquals(1, pod.getSpec().getContainers().size());
    Container container = pod.getSpec().getContainers().get(0);
    // Spark's own name; another container would be one more beside Spark's.
    assertEquals("spark-kubernetes-" + role, container.getName());
    VolumeMount mount = container.getVolumeMounts().get(0);
    assertEquals("/mnist-spark", mount.getMountPath());
    assertEquals(mount.getName(), pod.getSpec().getVolumes().get(0).getName());
    assertEquals(
        Cluster.CLAIM, pod.getSpec().getVolumes().get(0).getPersistentVolumeClaim().getClaimName());
  }

  @Test
  void clusterBindsTheDriversAccountToItsRole() throws IOException {
    List<String> documents = documents(Files.readString(FOLDER.resolve("cluster.yaml")));
    assertEquals(4, documents.size());
    PersistentVolumeClaim claim = read(documents.get(0), PersistentVolumeClaim.class);
    assertEquals(Cluster.CLAIM, claim.getMetadata().getName());
    assertTrue(claim.getSpec().getResources().getRequests().containsKey("storage"));
    assertTrue(claim.getSpec().getAccessModes().contains("ReadWriteMany"));
    ServiceAccount account = read(documents.get(1), ServiceAccount.class);
    Role role = read(documents.get(2), Role.class);
    for (PolicyRule rule : role.getRules()) {
      assertTrue(rule.getVerbs().contains("deletecollection"), rule::toString);
    }
    RoleBinding binding = read(documents.get(3), RoleBinding.class);
    assertEquals(role.getMetadata().getName(), binding.getRoleRef().getName());
    assertEquals(account.getMetadata().getName(), binding.getSubjects().get(0).getName());
  }

  private static List<String> documents(String yaml) throws IOException {
    try (MappingIterator<Map<String, Object>> all =
        YAML.readerForMapOf(Object.class).readValues(yaml)) {
      return all.readAll().stream().map(ManifestsIT::text).toList();
    }
  }

  private static String text(Map<String, Object> document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fieldsThatKubernetesDoesNotHaveAreRefused() {
    assertThrows(
        UnrecognizedPropertyException.class,
        () -> read("apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {fsGroup: 185}", Pod.class));
  }

  /** The image itself is not built here: what the build puts in, and what Docker may see of it. */
  @Test
  void theBuildMakesWhatTheImageCopies() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("Dockerfile"));
    assertTrue(
        lines.contains("COPY ${JOB_JAR} /opt/mnist-spark/mnist-spark-job.jar"), lines::toString);
    String copied = "target/mnist-spark-*-job.jar";
    assertTrue(lines.contains("ARG JOB_JAR=" + copied), lines::toString);
    // This profile's build puts it into another folder.
    Path jar = Build.jobJar();
    PathMatcher pattern = FileSystems.getDefault().getPathMatcher("glob:mnist-spark-*-job.jar");
    try (Stream<Path> files = Files.list(jar.getParent())) {
      List<Path> matching = files.map(Path::getFileName).filter(pattern::matches).toList();
      // Docker takes two sources for one file to be a mistake.
      assertEquals(List.of(jar.getFileName()), matching);
    }
    List<String> visible =
        Files.readAllLines(FOLDER.resolve("Dockerfile.dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    assertEquals(List.of(copied, "target/spark4/mnist-spark-*-job.jar"), visible);
  }
}
