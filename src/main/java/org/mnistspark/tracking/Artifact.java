package org.mnistspark.tracking;

import java.io.InputStream;
import java.util.function.Supplier;

/**
 * A file of a run.
 *
 * @param name without a folder
 * @param bytes its length
 * @param content opens it; whoever reads it closes it
 */
public record Artifact(String name, long bytes, Supplier<InputStream> content) {}
