package mvi.engines.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import mvi.engines.http.EpollHandler;

/** epoll where its library loads, else the JDK's selectors. */
record Transport(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> listening,
        Class<? extends Channel> connecting) {
    static Transport best() {
        if (Epoll.isAvailable()) {
            return new Transport(
                    "epoll",
                    EpollHandler.newFactory(),
                    EpollServerSocketChannel.class,
                    EpollSocketChannel.class);
        }
        return new Transport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel.class);
    }

    /** Lets a listener have an address that the host is still to get, where the kernel can. */
    void bindEarly(ServerBootstrap bootstrap) {
        if (hasEpoll()) {
            bootstrap.option(EpollChannelOption.IP_FREEBIND, true);
        }
    }

    boolean hasEpoll() {
        return listening.equals(EpollServerSocketChannel.class);
    }

    EventLoopGroup loops(int count, String threads) {
        return new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory(threads, true), handlers);
    }
}
