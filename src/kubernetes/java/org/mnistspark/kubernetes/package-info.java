/**
 * The job on Kubernetes: an API server in the test process, a kubelet that starts a process for
 * each pod, {@code submit/kubernetes/submit.sh} as a process of its own. Only in the profile {@code
 * kubernetes}.
 */
package org.mnistspark.kubernetes;
