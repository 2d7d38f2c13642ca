package mvi.engines.proxy;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds what one source has open at once, so that nobody takes all connections for himself: an
 * IPv4 address, or the /64 that an IPv6 client has to itself. The machine's own are not counted,
 * nor are those of trusted proxies, behind which are many.
 */
final class Sources {
    private final int limit;
    private final TrustedProxies trusted;
    private final ConnectionStats stats;
    private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

    Sources(int limit, TrustedProxies trusted, ConnectionStats stats) {
        this.limit = limit;
        this.trusted = trusted;
        this.stats = stats;
    }

    /** Whether the connection is let in; then it is counted until it is closed. */
    boolean enter(Channel client, Peer peer) {
        InetAddress from = peer.from().getAddress();
        if (from.isLoopbackAddress() || trusted.contains(from)) {
            return true;
        }
        Long source = source(from);
        if (open.merge(source, 1, Integer::sum) > limit) {
            leave(source);
            stats.refused();
            return false;
        }
        client.closeFuture().addListener(closed -> leave(source));
        return true;
    }

    /** Sources that have anything open. */
    int size() {
        return open.size();
    }

    private void leave(Long source) {
        open.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }

    static long source(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        // No network of IPv6 that is in use begins with 32 bits of zero.
        return address instanceof Inet6Address
                ? bytes.getLong()
                : Integer.toUnsignedLong(bytes.getInt());
    }
}
