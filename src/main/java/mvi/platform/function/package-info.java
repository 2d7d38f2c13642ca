/**
 * Functions: containers of an app that run when something happens. What happens becomes an event in
 * a durable queue ({@link mvi.platform.function.EventQueue}), which is delivered at least once or
 * ends as a dead letter.
 */
@NullMarked
package mvi.platform.function;

import org.jspecify.annotations.NullMarked;
