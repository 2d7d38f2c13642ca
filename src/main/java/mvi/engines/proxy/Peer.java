package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;

/**
 * For whom a connection speaks, which is settled before anything of it is read.
 *
 * @param from its client's address, as the one who connected said it where he is believed, else his
 *     own
 * @param to what the client connected to, likewise
 * @param isProxy believed in what it says of its requests' clients
 * @param isRelayed it came by a trusted proxy, whose ports are those that the world knows
 * @param address the client's without its port, in text: each request wants it
 */
record Peer(
        InetSocketAddress from,
        InetSocketAddress to,
        boolean isProxy,
        boolean isRelayed,
        String address) {
    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf("peer");

    Peer(InetSocketAddress from, InetSocketAddress to, boolean isProxy, boolean isRelayed) {
        this(from, to, isProxy, isRelayed, from.getAddress().getHostAddress());
    }

    /** One that speaks for itself. */
    static Peer direct(Channel channel) {
        return new Peer(
                (InetSocketAddress) channel.remoteAddress(),
                (InetSocketAddress) channel.localAddress(),
                false,
                false);
    }

    void attach(Channel channel) {
        channel.attr(KEY).set(this);
    }

    static Peer of(Channel channel) {
        Peer settled = channel.attr(KEY).get();
        if (settled == null) {
            throw new IllegalStateException("a connection that nobody met");
        }
        return settled;
    }
}
