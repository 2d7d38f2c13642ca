/**
 * What a person or a script sees
 *
 * <p>tables, progress, exit codes.:Nothing but plain text when the output is not a terminal or
 * NO_COLOR is set.
 */
@NullMarked
package mvi.cli.output;

import org.jspecify.annotations.NullMarked;
