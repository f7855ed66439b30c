package org.mnistspark.job;

/**
 * What to export.
 *
 * @param model a model.zip, or a run directory
 * @param format of the output
 * @param output file to write
 * @param overwrite replace an existing file
 */
public record ExportConfig(String model, ExportFormat format, String output, boolean overwrite) {}
