/**
 * The command line: picocli commands, and exceptions turned into exit codes.
 *
 * <p>In: arguments and two streams. Out: an exit code. This package owns stdout and stderr; a
 * command is a thin shell over a job. Forbidden: anything that a job could do.
 */
package org.mnistspark.cli;
