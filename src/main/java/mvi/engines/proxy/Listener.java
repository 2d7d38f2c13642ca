package mvi.engines.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
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
     * @param adopted a socket that listens there already, or null
     * @param gate bounds the connections that are open at once
     * @param arrivals makes the pipeline of each connection, on its event loop
     */
    static Optional<Listener> bind(
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress address,
            @Nullable ServerChannel adopted,
            Gate gate,
            Consumer<Channel> arrivals) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        gate.entered();
                                        client.closeFuture().addListener(closed -> gate.left());
                                        arrivals.accept(client);
                                    }
                                });
        ChannelFuture bound;
        if (adopted == null) {
            bootstrap.channel(transport.listening());
            transport.bindEarly(bootstrap);
            bound = bootstrap.bind(address).awaitUninterruptibly();
        } else {
            bound = bootstrap.channelFactory(() -> adopted).register().awaitUninterruptibly();
        }
        if (!bound.isSuccess()) {
            return Optional.empty();
        }
        gate.guard(bound.channel());
        return Optional.of(new Listener(bound.channel()));
    }

    Channel channel() {
        return channel;
    }

    /** Takes no more connections; those that are open stay. */
    void close() {
        channel.close().awaitUninterruptibly();
    }
}
