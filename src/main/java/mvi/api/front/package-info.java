/**
 * The HTTP API: JSON, problems as RFC 9457, Server-Sent Events for what takes long.
 *
 * <p>{@link RouteTable} is the one list of operations: dispatch, permission and docs/api.md come
 * from it. Everything but the health of the door itself needs a bearer token.
 */
@NullMarked
package mvi.api.front;

import org.jspecify.annotations.NullMarked;
