/**
 * The few words every room speaks: problems, time, chance, ids, secrets, byte counts, byte sources,
 * principals.
 *
 * <p>Nothing here knows a service, a library or a socket. What needs the clock or randomness takes
 * {@link mvi.engines.base.Clock} and {@link mvi.engines.base.Chance} by constructor, so that a
 * simulation can replace both.
 */
@NullMarked
package mvi.engines.base;

import org.jspecify.annotations.NullMarked;
