/**
 * The run directory on any Hadoop file system.
 *
 * <p>Enters: bytes and names. Leaves: the files of {@link org.mnistspark.run.store.RunFiles}, each
 * one whole or not there at all, {@code _SUCCESS} last; the same files to read. {@link
 * org.mnistspark.run.store.OutputFolder} is for folders that others fill. Forbidden: interpreting
 * the bytes.
 */
package org.mnistspark.run.store;
