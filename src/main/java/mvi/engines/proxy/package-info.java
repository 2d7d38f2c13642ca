/**
 * The data plane of the load balancer: an HTTP/1.1 reverse proxy (RFC 9110, RFC 9112) on event
 * loops.
 *
 * <p>A request, top-down: {@link mvi.engines.proxy.Listener} accepts, {@code ClientConnection}
 * parses and puts requests in turn, {@code RequestRules} refuses what is hostile, {@link
 * mvi.engines.proxy.RouteTable} names the {@link mvi.engines.proxy.Route}, {@link
 * mvi.engines.proxy.TargetPool} claims a {@link mvi.engines.proxy.Target}, {@code Exchange} streams
 * both ways, {@code RouteStats} and {@code AccessRing} keep count.
 *
 * <p>A client's connection and the target connections that serve it live on one event loop (a
 * {@code Lane}), so nothing of a request is shared between threads but counters. Auto-read stays on
 * and is paused only while the other side can't take more, so memory per connection is bounded by
 * the write buffer's high mark. Every other bound is in {@link mvi.engines.proxy.ProxyLimits}.
 *
 * <p>What breaks off is passed on broken: a response whose end did not come is never ended cleanly.
 */
@NullMarked
package mvi.engines.proxy;

import org.jspecify.annotations.NullMarked;
