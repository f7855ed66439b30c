package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** With a driver's account that has no role in KubernetesFaultsIT. */
final class KubernetesRefusalTest {
  @Test
  void saysWhatWasRefusedAndWhatToDo() {
    Exception failure =
        new IllegalStateException(
            "External scheduler cannot be instantiated",
            new IllegalStateException(
                "Failure executing: GET at: https://h/api/v1/namespaces/n/pods/p. Message: pods \"p\" is"
                    + " forbidden: User \"system:serviceaccount:n:a\" cannot get resource \"pods\""
                    + " in API group \"\" in the namespace \"n\". Received status: Status(code=403)."));

    InstallationException refusal = KubernetesRefusal.in(failure).orElseThrow();

    assertEquals(
        "expected the rights to start executors, found 'pods \"p\" is forbidden: User"
            + " \"system:serviceaccount:n:a\" cannot get resource \"pods\" in API group \"\" in the"
            + " namespace \"n\"'; apply submit/kubernetes/cluster.yaml to the namespace, or use an"
            + " account that has them",
        refusal.getMessage());
    assertSame(failure, refusal.getCause());
  }

  @Test
  void aQuotaIsNotAQuestionOfRights() {
    Exception failure =
        new IllegalStateException(
            "Failure executing: POST at: https://h/api/v1/namespaces/n/configmaps. Message: configmaps"
                + " \"c\" is forbidden: exceeded quota: small, used: 1. Received status: Status().");

    assertEquals(
        "expected the rights to start executors, found 'configmaps \"c\" is forbidden: exceeded"
            + " quota: small, used: 1'; free some of the namespace's quota, or have it raised",
        KubernetesRefusal.in(failure).orElseThrow().getMessage());
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertTrue(KubernetesRefusal.in(new IllegalStateException("no", new Exception())).isEmpty());
  }
}
