package mvi.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class EventLoopsTest {
    /** Often, since it is the moment at which the end is asked for that matters. */
    private static final int ROUNDS = 40;

    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Channel> active = new CompletableFuture<>();
        private final CompletableFuture<Void> inactive = new CompletableFuture<>();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            active.complete(ctx.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            inactive.complete(null);
        }
    }

    @Test
    void everyConnectionIsToldOfTheEnd() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            Accepted accepted = new Accepted();
            Channel listener =
                    new ServerBootstrap()
                            .group(loops)
                            .channel(NioServerSocketChannel.class)
                            .childHandler(accepted)
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .sync()
                            .channel();
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Channel open = accepted.active.get();
                // Whatever the loop is doing, it has something to do when it is asked to end.
                loops.execute(() -> {});
                EventLoops.end(loops).awaitUninterruptibly();
                assertThat(open.isOpen()).isFalse();
                assertThat(accepted.inactive).isCompleted();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
