/**
 * The tasks of an epoch among each other, over Spark's own transport.
 *
 * <p>Enters: a task of a barrier stage, the shape of the messages. Leaves: an {@link
 * org.mnistspark.averaging.Exchange}. Connections are authenticated and encrypted as the
 * application's are. Forbidden: what the floats mean, sockets of one's own, Kryo and Java
 * serialization.
 */
package org.mnistspark.engine.exchange;
