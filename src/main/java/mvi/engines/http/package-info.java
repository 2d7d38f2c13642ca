/**
 * HTTP as the platform speaks it: one server and one client of ours on Netty's codec.
 *
 * <p>The codec runs on the event loop; each request's handler runs on a virtual thread of its own
 * and blocks; a body is a pull stream, read on demand. A handler may read its request's body while
 * it writes its reply (full duplex). Everything is bounded by {@link mvi.engines.http.HttpLimits}.
 */
@NullMarked
package mvi.engines.http;

import org.jspecify.annotations.NullMarked;
