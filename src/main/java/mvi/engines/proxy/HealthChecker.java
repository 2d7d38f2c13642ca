package mvi.engines.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.InboundHttp2ToHttpAdapterBuilder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mvi.engines.base.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Asks every target of the table whether it is well, for ever, on an event loop. Connections of
 * requests that fail count as failed checks, so that a dead target is left before its next check.
 */
final class HealthChecker {
    /** Of an answer by HTTP/2, which comes whole or not at all. */
    private static final int BODY_BYTES = 1 << 20;

    private final Transport transport;
    private final ProxyLimits limits;
    private final Clock clock;
    private final Consumer<Target> changes;

    /**
     * @param changes told on an event loop of each target whose health changed
     */
    HealthChecker(Transport transport, ProxyLimits limits, Clock clock, Consumer<Target> changes) {
        this.transport = transport;
        this.limits = limits;
        this.clock = clock;
        this.changes = changes;
    }

    /** Checks at once, then until the target is retired. */
    void watch(Target target, EventLoop loop) {
        loop.execute(() -> check(target, loop));
    }

    void failed(Target target, @Nullable Throwable cause) {
        report(target, false, words(cause));
    }

    private void check(Target target, EventLoop loop) {
        if (target.isRetired() || loop.isShuttingDown()) {
            return;
        }
        new Check(target, loop).start();
    }

    private void report(Target target, boolean wasWell, String failure) {
        if (target.report(wasWell, failure, clock.nanos()) && !target.isRetired()) {
            changes.accept(target);
        }
    }

    private static String words(@Nullable Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no connection in time";
        }
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "the connection failed";
        }
        int detail = message.indexOf(": ");
        return detail < 0 ? message : message.substring(0, detail);
    }

    /** One check, which reports once and makes room for the next. */
    private final class Check extends ChannelInboundHandlerAdapter {
        private final Target target;
        private final EventLoop loop;
        private @Nullable Channel channel;
        private boolean isDone;

        private Check(Target target, EventLoop loop) {
            this.target = target;
            this.loop = loop;
        }

        private void start() {
            long timeoutMillis = target.probe().timeout().toMillis();
            ChannelFuture dialled =
                    new Bootstrap()
                            .group(loop)
                            .channel(transport.connecting())
                            .option(
                                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                    (int) Math.min(timeoutMillis, Integer.MAX_VALUE))
                            .option(ChannelOption.TCP_NODELAY, true)
                            .handler(
                                    new ChannelInitializer<Channel>() {
                                        @Override
                                        protected void initChannel(Channel made) {
                                            if (target.isHttp2()) {
                                                made.pipeline().addLast(streams());
                                            } else {
                                                made.pipeline()
                                                        .addLast(new TargetResponseDecoder(limits))
                                                        .addLast(new HttpRequestEncoder());
                                            }
                                            made.pipeline().addLast(Check.this);
                                        }
                                    })
                            .connect(target.address());
            channel = dialled.channel();
            var timer =
                    loop.schedule(
                            () -> done(false, "no answer in time"),
                            timeoutMillis,
                            TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> timer.cancel(false));
            dialled.addListener(
                    connected -> {
                        if (!connected.isSuccess()) {
                            done(false, words(connected.cause()));
                        } else if (target.probe().path().isEmpty()) {
                            done(true, "");
                        } else {
                            dialled.channel().writeAndFlush(question());
                        }
                    });
        }

        /** Takes and gives whole messages in the form of HTTP/1.1. */
        private ChannelHandler streams() {
            Http2Connection connection = new DefaultHttp2Connection(false);
            return new HttpToHttp2ConnectionHandlerBuilder()
                    .connection(connection)
                    .initialSettings(new Http2Settings().pushEnabled(false))
                    .httpScheme(HttpScheme.HTTP)
                    .frameListener(
                            new InboundHttp2ToHttpAdapterBuilder(connection)
                                    .maxContentLength(BODY_BYTES)
                                    .build())
                    .build();
        }

        private HttpRequest question() {
            HttpRequest request =
                    new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1, HttpMethod.GET, target.probe().path());
            request.headers()
                    .set(HttpHeaderNames.HOST, target.probeHost())
                    .set(HttpHeaderNames.USER_AGENT, "mvi-health")
                    .set(HttpHeaderNames.CONNECTION, "close");
            return request;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpResponse response) {
                int status = response.status().code();
                if (response.decoderResult().isFailure()) {
                    done(false, "the answer is not HTTP");
                } else if (status >= 200) {
                    done(
                            status < 400,
                            "GET " + target.probe().path() + " answered status " + status);
                }
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            done(false, "hung up without an answer");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            done(false, words(cause));
        }

        private void done(boolean wasWell, String failure) {
            if (isDone) {
                return;
            }
            isDone = true;
            Channel open = channel;
            if (open != null) {
                open.close();
            }
            report(target, wasWell, failure);
            if (!loop.isShuttingDown()) {
                loop.schedule(
                        () -> check(target, loop),
                        target.probe().interval().toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }
    }
}
