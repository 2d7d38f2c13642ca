package mvi.engines.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the next process gets the listening sockets of the one before: by a Unix socket, which
 * carries descriptors (SCM_RIGHTS). Both then hold the same sockets with the same queues, so that
 * no connection is refused or lost, whoever closes first. Two sockets of one port (SO_REUSEPORT)
 * would each have a queue, and lose one with it.
 */
final class HandOver {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<InetSocketAddress, EpollServerSocketChannel> taken =
            new ConcurrentHashMap<>();
    private @Nullable Channel offer;

    /** Gives the listening channels to whoever connects; only this process's user can. */
    void offer(EventLoopGroup loops, Path socket, Supplier<List<Channel>> listening)
            throws IOException {
        Files.deleteIfExists(socket);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(EpollServerDomainSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel next) {
                                        next.pipeline().addLast(new Giving(listening));
                                    }
                                })
                        .bind(new DomainSocketAddress(socket.toFile()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("can't listen at " + socket, bound.cause());
        }
        offer = bound.channel();
    }

    /** Takes what is offered there; how many sockets that were, 0 when nobody offers any. */
    int take(EventLoopGroup loops, Path socket) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ChannelFuture connected =
                new Bootstrap()
                        .group(loops)
                        .channel(EpollDomainSocketChannel.class)
                        .option(
                                EpollChannelOption.DOMAIN_SOCKET_READ_MODE,
                                DomainSocketReadMode.FILE_DESCRIPTORS)
                        .handler(new Taking(done))
                        .connect(new DomainSocketAddress(socket.toFile()))
                        .awaitUninterruptibly();
        if (!connected.isSuccess() || !done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            connected.channel().close();
        }
        return taken.size();
    }

    /** The socket that was taken for this address, once; or null. */
    @Nullable EpollServerSocketChannel adopt(InetSocketAddress address) {
        return taken.remove(address);
    }

    /** Closes what was taken and that nobody wants. */
    void dropRest() {
        for (EpollServerSocketChannel each : taken.values()) {
            each.unsafe().closeForcibly();
        }
        taken.clear();
    }

    /** The socket's file is gone when this returns: the next process may make its own. */
    void close() {
        Channel open = offer;
        if (open != null) {
            open.close().awaitUninterruptibly();
        }
    }

    private static final class Giving extends ChannelInboundHandlerAdapter {
        private final Supplier<List<Channel>> listening;

        private Giving(Supplier<List<Channel>> listening) {
            this.listening = listening;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ChannelFuture last = ctx.newSucceededFuture();
            for (Channel each : listening.get()) {
                if (each instanceof EpollServerSocketChannel door && door.isOpen()) {
                    last = ctx.write(new FileDescriptor(door.fd().intValue()));
                }
            }
            ctx.flush();
            last.addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private final class Taking extends ChannelInboundHandlerAdapter {
        private final CountDownLatch done;

        private Taking(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof FileDescriptor descriptor) {
                var door = new EpollServerSocketChannel(descriptor.intValue());
                taken.put(door.localAddress(), door);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            done.countDown();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
