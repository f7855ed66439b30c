/**
 * A run in MLflow, over the REST interface of its tracking server.
 *
 * <p>Enters: what the job knows of a run, its epochs, its end and its files. Leaves: parameters,
 * metrics, tags, status and artifacts on the server, sent from a thread of its own. Forbidden: that
 * training waits for the server or fails because of it, and that a secret is shown.
 */
package org.mnistspark.tracking;
