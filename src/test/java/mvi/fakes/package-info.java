/**
 * Doubles, written by hand and named for what they stand for; and what lets tests use the real
 * thing.
 */
@NullMarked
package mvi.fakes;

import org.jspecify.annotations.NullMarked;
