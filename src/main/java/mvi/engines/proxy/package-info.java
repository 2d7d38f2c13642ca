/**
 * The data plane of the load balancer: a reverse proxy for HTTP/1.1 and HTTP/2 (RFC 9110, 9112,
 * 9113) on event loops.
 *
 * <p>A request, top-down: {@link mvi.engines.proxy.Listener} accepts, {@code ClientConnection}
 * parses and puts requests in turn (of HTTP/2: {@code ClientStreams}, side by side), {@code
 * Admission} refuses what is hostile and finds the {@link mvi.engines.proxy.Route} in the {@link
 * mvi.engines.proxy.RouteTable}, {@link mvi.engines.proxy.TargetPool} claims a {@link
 * mvi.engines.proxy.Target}, {@code Exchange} streams both ways between a {@code ClientSide} and a
 * {@code TargetSide}, {@code RouteStats} and {@code AccessRing} keep count. Whatever versions the
 * two sides speak, in between a message has the form of HTTP/1.1: one set of rules holds for all.
 *
 * <p>A client's connection and the target connections that serve it live on one event loop (a
 * {@code Lane}), so nothing of a request is shared between threads but counters. Auto-read stays on
 * and is paused only while the other side can't take more, so memory per connection is bounded by
 * the write buffer's high mark, with HTTP/2 by the windows of its streams. Every other bound is in
 * {@link mvi.engines.proxy.ProxyLimits}.
 *
 * <p>What breaks off is passed on broken: a response whose end did not come is never ended cleanly.
 */
@NullMarked
package mvi.engines.proxy;

import org.jspecify.annotations.NullMarked;
