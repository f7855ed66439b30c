package org.mnistspark.kubernetes;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Role-based access control, from the roles and bindings that the API server has. */
final class AccessControl {
  private final KubernetesClient client;

  AccessControl(KubernetesClient client) {
    this.client = client;
  }

  /** What a real API server says to an account that may not; empty to one that may. */
  Optional<String> refusal(String account, ApiRequest asked) {
    boolean allowed =
        client.rbac().roleBindings().inNamespace(asked.namespace()).list().getItems().stream()
            .filter(binding -> binds(binding, account))
            .flatMap(binding -> rules(asked.namespace(), binding))
            .anyMatch(rule -> allows(rule, asked));
    return allowed
        ? Optional.empty()
        : Optional.of(
            "%s is forbidden: User \"system:serviceaccount:%s:%s\" cannot %s resource \"%s\" in API group \"%s\" in the namespace \"%s\""
                .formatted(
                    asked.resource(),
                    asked.namespace(),
                    account,
                    asked.verb(),
                    asked.resource(),
                    asked.group(),
                    asked.namespace()));
  }

  private static boolean binds(RoleBinding binding, String account) {
    return binding.getSubjects().stream()
        .anyMatch(
            subject ->
                subject.getKind().equals("ServiceAccount") && subject.getName().equals(account));
  }

  private Stream<PolicyRule> rules(String namespace, RoleBinding binding) {
    Role role =
        client.rbac().roles().inNamespace(namespace).withName(binding.getRoleRef().getName()).get();
    return Optional.ofNullable(role).map(Role::getRules).orElse(List.of()).stream();
  }

  private static boolean allows(PolicyRule rule, ApiRequest asked) {
    return rule.getApiGroups().contains(asked.group())
        && rule.getResources().contains(asked.resource())
        && rule.getVerbs().contains(asked.verb());
  }
}
