/**
 * The session, and what goes on beside its jobs.
 *
 * <p>Enters: the configuration that spark-submit passes, the user's identity, signals, messages of
 * running tasks. Leaves: a session of a Spark that the job is made for, the cores of a task,
 * answers to tasks, and one clear line where Spark would wait forever. Forbidden: setting a master,
 * and knowledge of data and networks.
 */
package org.mnistspark.spark.session;
