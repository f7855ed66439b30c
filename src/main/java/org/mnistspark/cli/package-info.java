/**
 * The command line: picocli commands, and exceptions turned into exit codes.
 *
 * <p>Enters: arguments, a file of defaults, and two streams. Leaves: an exit code, and for programs
 * the last line of {@code train}, RESULT and a JSON object. This package owns stdout and stderr; a
 * command is a thin shell over a job. Forbidden: anything that a job could do.
 */
package org.mnistspark.cli;
