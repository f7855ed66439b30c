/**
 * The job on YARN: a resource manager and a node manager in the test process, {@code
 * submit/yarn.sh} as a process of its own. Only in the profile {@code yarn}.
 */
package org.mnistspark.yarn;
