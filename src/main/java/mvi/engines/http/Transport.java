package mvi.engines.http;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/** Which kernel interface the channels use: epoll where its library loads, else the JDK's NIO. */
enum Transport {
    EPOLL {
        @Override
        IoEventLoopGroup group(int threads, ThreadFactory factory) {
            return new MultiThreadIoEventLoopGroup(threads, factory, EpollHandler.newFactory());
        }

        @Override
        Class<? extends ServerChannel> server() {
            return EpollServerSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> unixServer() {
            return EpollServerDomainSocketChannel.class;
        }

        @Override
        Class<? extends Channel> client() {
            return EpollSocketChannel.class;
        }

        @Override
        Class<? extends Channel> unixClient() {
            return EpollDomainSocketChannel.class;
        }

        @Override
        SocketAddress unixAddress(Path socket) {
            return new DomainSocketAddress(socket.toString());
        }
    },
    NIO {
        @Override
        IoEventLoopGroup group(int threads, ThreadFactory factory) {
            return new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory());
        }

        @Override
        Class<? extends ServerChannel> server() {
            return NioServerSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> unixServer() {
            return NioServerDomainSocketChannel.class;
        }

        @Override
        Class<? extends Channel> client() {
            return NioSocketChannel.class;
        }

        @Override
        Class<? extends Channel> unixClient() {
            return NioDomainSocketChannel.class;
        }

        @Override
        SocketAddress unixAddress(Path socket) {
            return UnixDomainSocketAddress.of(socket);
        }
    };

    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoEventLoopGroup group(int threads, ThreadFactory factory);

    abstract Class<? extends ServerChannel> server();

    abstract Class<? extends ServerChannel> unixServer();

    abstract Class<? extends Channel> client();

    abstract Class<? extends Channel> unixClient();

    abstract SocketAddress unixAddress(Path socket);
}
