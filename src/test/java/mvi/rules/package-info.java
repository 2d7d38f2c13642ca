/**
 * The house rules that hold for every file: run first, since they are fast and everything else
 * relies on them.
 */
@NullMarked
package mvi.rules;

import org.jspecify.annotations.NullMarked;
