/**
 * The session, and what goes on beside its jobs.
 *
 * <p>Enters: the configuration that spark-submit passes, signals. Leaves: a session, the cores of a
 * task, messages of running tasks, one clear line where Spark would wait forever. Forbidden:
 * setting a master, and knowledge of data and networks.
 */
package org.mnistspark.spark.session;
