package mvi.engines.proxy;

import java.time.Duration;
import mvi.engines.base.ByteCount;

/**
 * The bounds of the proxy.
 *
 * @param requestLine longest request line; more is 414
 * @param headerBlock all header fields of a message together; more is 431, or 502 from a target
 * @param headerFields of a request; more is 431
 * @param streamsPerConnection requests that one client's HTTP/2 has open at once; more are refused
 * @param streamWindow what an HTTP/2 client may send of a body before its target takes it
 * @param connectionWindow as streamWindow, of all streams of a connection together
 * @param connections open client connections at once; more wait in the backlog
 * @param connectionsPerListener as connections, for an address that is one route's alone
 * @param connectionsPerSource of one address, or one /64 of IPv6; more are closed
 * @param inFlightPerTarget requests that a target answers at once; more is 503
 * @param idlePerTarget unused connections kept to a target, per event loop
 * @param attempts connections tried for one request
 * @param waitingPerRoute requests that wait until a target has room; more are 503
 * @param waitTime for them; then 503
 * @param recoveryTime in which requests wait for a route whose last healthy target is gone
 * @param headTime from the first byte of a request's head to its end
 * @param idleTime a client connection without a request, or a body without a byte
 * @param targetIdleTime an unused connection to a target; shorter than the 5 s after which common
 *     servers hang up, so that a request seldom meets a connection that is being closed
 * @param connectTime to reach a target
 * @param responseTime from the request's last byte to the response's head
 * @param tunnelIdleTime an upgraded connection, or a begun response, without a byte
 * @param lingerTime for a client to stop sending after its answer
 * @param ticketKeyTime in which one key seals TLS sessions for their clients; it opens them as long
 *     again
 * @param accessRecords kept until they are fetched; more are dropped and counted
 */
public record ProxyLimits(
        ByteCount requestLine,
        ByteCount headerBlock,
        int headerFields,
        int streamsPerConnection,
        ByteCount streamWindow,
        ByteCount connectionWindow,
        int connections,
        int connectionsPerListener,
        int connectionsPerSource,
        int inFlightPerTarget,
        int idlePerTarget,
        int attempts,
        int waitingPerRoute,
        Duration waitTime,
        Duration recoveryTime,
        Duration headTime,
        Duration idleTime,
        Duration targetIdleTime,
        Duration connectTime,
        Duration responseTime,
        Duration tunnelIdleTime,
        Duration lingerTime,
        Duration ticketKeyTime,
        int accessRecords) {
    public static final ProxyLimits DEFAULT =
            new ProxyLimits(
                    ByteCount.kib(8),
                    ByteCount.kib(32),
                    128,
                    128,
                    ByteCount.kib(128),
                    ByteCount.kib(1024),
                    16_384,
                    1024,
                    1024,
                    512,
                    256,
                    3,
                    1024,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    Duration.ofSeconds(2),
                    Duration.ofHours(12),
                    4096);

    public ProxyLimits {
        if (connections < 1
                || connectionsPerListener < 1
                || connectionsPerSource < 1
                || inFlightPerTarget < 1
                || idlePerTarget < 0
                || attempts < 1
                || waitingPerRoute < 0) {
            throw new IllegalArgumentException("a limit of the proxy is below one");
        }
    }
}
