package mvi.engines.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The addresses that are one route's alone. Each has its own bound of open connections, so that one
 * app's leak takes no other app's, nor the front's.
 */
final class RouteListeners {
    private final Proxy proxy;
    private final Transport transport;
    private final EventLoopGroup loops;
    private final HandOver handOver;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<InetSocketAddress, Listener> open = new HashMap<>();
    private Set<InetSocketAddress> wanted = Set.of();
    private boolean isClosed;

    RouteListeners(Proxy proxy, Transport transport, EventLoopGroup loops, HandOver handOver) {
        this.proxy = proxy;
        this.transport = transport;
        this.loops = loops;
        this.handOver = handOver;
    }

    /** Listens at these and no others, as far as they can be had. */
    synchronized void settle(Set<InetSocketAddress> asked) {
        Set<InetSocketAddress> next = isClosed ? Set.of() : asked;
        wanted = next;
        open.entrySet()
                .removeIf(
                        each -> {
                            boolean isGone = !next.contains(each.getKey());
                            if (isGone) {
                                each.getValue().close();
                            }
                            return isGone;
                        });
        missing();
    }

    /** Listens nowhere from now on; connections that are open stay. */
    synchronized void close() {
        isClosed = true;
        settle(Set.of());
    }

    /** Tries again what could not be had; returns what still can't. */
    synchronized List<InetSocketAddress> missing() {
        Set<InetSocketAddress> left = new HashSet<>(wanted);
        left.removeAll(open.keySet());
        left.removeIf(
                address -> {
                    Optional<Listener> bound = bind(address);
                    bound.ifPresent(listener -> open.put(address, listener));
                    return bound.isPresent();
                });
        return List.copyOf(left);
    }

    synchronized List<Channel> channels() {
        return open.values().stream().map(Listener::channel).toList();
    }

    int connections() {
        return connections.get();
    }

    private Optional<Listener> bind(InetSocketAddress address) {
        Gate gate = new Gate(proxy.limits().connectionsPerListener(), proxy.connections());
        return Listener.bind(
                transport,
                loops,
                address,
                handOver.adopt(address),
                gate,
                client -> arrive(client, address));
    }

    private void arrive(Channel client, InetSocketAddress address) {
        connections.incrementAndGet();
        client.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (address.getAddress().isAnyLocalAddress()) {
            proxy.arrivals().meet(client, peer -> open(client, address));
        } else {
            // From an app's own network, where nobody stands in between.
            Peer.direct(client).attach(client);
            open(client, address);
        }
    }

    private void open(Channel client, InetSocketAddress address) {
        Lane lane = proxy.lane(client.eventLoop());
        RouteTable.Bound bound = proxy.table().at(address);
        if (bound == null) {
            client.close();
        } else if (bound.isTls()) {
            proxy.handshakes()
                    .ofRoute(bound.route().tls())
                    .ifPresentOrElse(
                            tls ->
                                    client.pipeline()
                                            .addLast(tls)
                                            .addLast(proxy.connections().ofHandshake())
                                            .addLast(new AfterHandshake(lane, client, bound)),
                            client::close);
        } else if (bound.targetPort() == 0
                && bound.route().pool().targets().stream()
                        .allMatch(target -> target.header().isEmpty())) {
            client.pipeline().addLast(new FirstBytes(lane, client, address));
        } else {
            new Relay(lane, client, bound, Unpooled.EMPTY_BUFFER).start();
        }
    }

    /** Relays what a client says by TLS, once it has seen the certificate. */
    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final Lane lane;
        private final Channel client;
        private final RouteTable.Bound bound;

        private AfterHandshake(Lane lane, Channel client, RouteTable.Bound bound) {
            this.lane = lane;
            this.client = client;
            this.bound = bound;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                client.pipeline().remove(this);
                new Relay(lane, client, bound, Unpooled.EMPTY_BUFFER).start();
            } else if (event instanceof ChannelInputShutdownEvent) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
