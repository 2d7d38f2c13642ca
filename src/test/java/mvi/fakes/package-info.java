/** Doubles, written by hand and named for what they stand for. */
@NullMarked
package mvi.fakes;

import org.jspecify.annotations.NullMarked;
