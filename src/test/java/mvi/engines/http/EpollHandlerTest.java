package mvi.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class EpollHandlerTest {
    private static final int ANSWER_BYTES = 20_000_000;

    @Test
    void anAnswerThatHasToWaitReachesAClientThatHasEnded() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollHandler.newFactory());
        try (Socket client = new Socket()) {
            var server =
                    new ServerBootstrap()
                            .group(loops)
                            .channel(EpollServerSocketChannel.class)
                            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                            .childHandler(new AnswersAfterTheEnd())
                            .bind("127.0.0.1", 0)
                            .sync()
                            .channel();
            client.setReceiveBufferSize(4096);
            client.connect(
                    new InetSocketAddress(
                            "127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort()));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes().length).isEqualTo(ANSWER_BYTES);
        } finally {
            loops.shutdownGracefully().syncUninterruptibly();
        }
    }

    private static final class AnswersAfterTheEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownReadComplete) {
                // In a turn of the loop when the channel waits for nothing any more.
                ctx.executor()
                        .execute(
                                () ->
                                        ctx.writeAndFlush(
                                                        Unpooled.wrappedBuffer(
                                                                new byte[ANSWER_BYTES]))
                                                .addListener(ChannelFutureListener.CLOSE));
            }
        }
    }
}
