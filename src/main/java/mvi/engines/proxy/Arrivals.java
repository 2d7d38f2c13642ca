package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.time.Duration;
import java.util.function.Consumer;

/** Settles for whom a connection from the world speaks. */
final class Arrivals {
    private final TrustedProxies trusted;
    private final Duration headerTime;
    private final ConnectionStats stats;

    Arrivals(TrustedProxies trusted, Duration headerTime, ConnectionStats stats) {
        this.trusted = trusted;
        this.headerTime = headerTime;
        this.stats = stats;
    }

    /**
     * @param settled makes the connection's pipeline: at once, or when its header has come
     */
    void meet(Channel client, Consumer<Peer> settled) {
        Peer direct = Peer.direct(client);
        boolean isTrusted = trusted.contains(direct.from().getAddress());
        if (isTrusted && trusted.sayHeader()) {
            client.pipeline()
                    .addLast(new HAProxyMessageDecoder(ToldPeer.EXTENSION_BYTES))
                    .addLast(new ToldPeer(direct, trusted, headerTime, stats, settled));
            return;
        }
        Peer peer = new Peer(direct.from(), direct.to(), isTrusted, isTrusted);
        peer.attach(client);
        settled.accept(peer);
    }
}
