/**
 * mvi as it is shipped: the launcher is run as a person would run it, and everything else is asked
 * by wire protocols. No class of the product is seen here.
 */
@NullMarked
package mvi.acceptance;

import org.jspecify.annotations.NullMarked;
