/**
 * One file per noun
 *
 * <p>what it is called, what it takes, what it asks the API and prints.
 */
@NullMarked
package mvi.cli.command;

import org.jspecify.annotations.NullMarked;
