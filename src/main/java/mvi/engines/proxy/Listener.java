package mvi.engines.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One bound port, whose connections go to the event loops in turn. */
public final class Listener {
    /** What waits in the kernel to be accepted; Linux caps it at net.core.somaxconn. */
    private static final int BACKLOG = 4096;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /**
     * Binds; empty when the port is taken or forbidden.
     *
     * @param tls null for plain HTTP
     */
    static Optional<Listener> bind(
            Proxy proxy,
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress address,
            @Nullable ProxyTls tls) {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(transport.listening())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        accept(proxy, client, tls);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            return Optional.empty();
        }
        proxy.gate().guard(bound.channel());
        return Optional.of(new Listener(bound.channel()));
    }

    private static void accept(Proxy proxy, Channel client, @Nullable ProxyTls tls) {
        Gate gate = proxy.gate();
        gate.entered();
        client.closeFuture().addListener(closed -> gate.left());
        if (tls != null) {
            SslHandler handler = tls.handler(client.alloc());
            handler.setHandshakeTimeoutMillis(proxy.limits().headTime().toMillis());
            client.pipeline().addLast(handler);
        }
        StrictRequestDecoder decoder = new StrictRequestDecoder(proxy.limits());
        ClientResponseEncoder encoder = new ClientResponseEncoder();
        Lane lane = proxy.lane(client.eventLoop());
        client.pipeline()
                .addLast(decoder)
                .addLast(encoder)
                .addLast(new ClientConnection(lane, client, tls != null, decoder, encoder));
    }

    /** Takes no more connections; those that are open stay. */
    void close() {
        channel.close().awaitUninterruptibly();
    }
}
