package mvi.engines.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection, on its event loop: which request is being answered, whether to read on, and when
 * to give up. Requests are answered one at a time, in order; what a client sends ahead waits
 * decoded, at most as much as one read of the socket brought, since reading pauses meanwhile.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    /** How long a connection that is closing still takes what the client is sending. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final RequestDecoder decoder;
    private final ReplyEncoder encoder;
    private final ArrayDeque<Object> ahead = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange current;
    private @Nullable Outlet outlet;
    private @Nullable Future<?> timer;
    private boolean isTimingHead;
    private boolean hasRequestEnded;
    private boolean hasReplied;
    private volatile boolean isLastReply;
    private boolean isClosing;
    private boolean isInputShut;

    ServerConnection(ServerSettings settings, RequestDecoder decoder, ReplyEncoder encoder) {
        this.settings = settings;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        outlet = new Outlet(added.channel(), settings.limits().idleTime());
        awaitRequest();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    HttpRequest request(RequestHead.Good head, ByteSource body) {
        Channel channel = context().channel();
        InetAddress local =
                channel.localAddress() instanceof InetSocketAddress address
                        ? address.getAddress()
                        : InetAddress.getLoopbackAddress();
        return new HttpRequest(
                head.method(),
                head.path(),
                head.query(),
                head.headers(),
                body,
                channel.pipeline().get(SslHandler.class) != null,
                channel.remoteAddress(),
                local);
    }

    @Override
    public void channelRead(ChannelHandlerContext where, Object message) {
        if (isClosing) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (current != null && hasRequestEnded) {
            ahead.add(message);
            return;
        }
        take(message);
    }

    private void take(Object message) {
        switch (message) {
            case io.netty.handler.codec.http.HttpRequest head -> start(head);
            case HttpContent content when current != null -> feed(current, content);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void start(io.netty.handler.codec.http.HttpRequest raw) {
        decoder.headSeen();
        stopTimer();
        switch (RequestHead.of(raw)) {
            case RequestHead.Bad bad -> refuse(bad.status(), bad.why());
            case RequestHead.Good good when outlet != null -> {
                encoder.requestIsHead(good.method().equals("HEAD"));
                hasRequestEnded = false;
                hasReplied = false;
                current = new Exchange(this, settings, context().channel(), good, outlet);
                settings.threads().newThread(current).start();
            }
            case RequestHead.Good _ -> context().close();
        }
    }

    private void feed(Exchange exchange, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            exchange.body().fail(new CutBodyException("the body's framing is broken", true));
            isClosing = true;
            return;
        }
        ByteBuf part = content.content();
        exchange.body().offer(part);
        if (content instanceof LastHttpContent last) {
            hasRequestEnded = true;
            exchange.body().end(trailers(last));
            if (hasReplied) {
                next();
            }
        } else if (hasReplied && exchange.body().received() > drainLimit(exchange)) {
            close();
        }
    }

    private static Headers trailers(LastHttpContent last) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, String> each : last.trailingHeaders()) {
            fields.add(each.getKey());
            fields.add(each.getValue());
        }
        return Headers.of(fields);
    }

    private static long drainLimit(Exchange exchange) {
        return exchange.head().length().orElse(0) + 2L * Exchange.DRAIN_LIMIT;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext where) {
        if (current == null && !isClosing && decoder.hasBytes() && !isTimingHead) {
            isTimingHead = true;
            startTimer(settings.limits().headTime(), this::headTookTooLong);
        }
        steerReading();
    }

    private void headTookTooLong() {
        refuse(408, "the request did not come in time");
    }

    private void awaitRequest() {
        isTimingHead = false;
        startTimer(settings.limits().idleTime(), () -> context().close());
    }

    /** From the exchange, after its last write: the order of the event loop's queue is ours. */
    void replied(Exchange exchange, boolean mayStay) {
        if (exchange != current) {
            return;
        }
        hasReplied = true;
        exchange.body().discard();
        if (!mayStay || isInputShut || isLastReply || settings.isDraining().get()) {
            close();
        } else if (hasRequestEnded) {
            next();
        } else if (isClosing) {
            close();
        } else {
            startTimer(settings.limits().headTime(), this::close);
            steerReading();
        }
    }

    private void next() {
        current = null;
        stopTimer();
        awaitRequest();
        while (!ahead.isEmpty() && !isClosing && (current == null || !hasRequestEnded)) {
            if (current == null && !context().channel().isWritable()) {
                break;
            }
            take(ahead.removeFirst());
        }
        steerReading();
    }

    /** Reads on unless a buffer is full: a body's, that of requests sent ahead, or the way out. */
    void steerReading() {
        boolean isFull = current != null && !hasReplied && current.body().isFull();
        boolean reads = isClosing || (ahead.isEmpty() && !isFull);
        if (context().channel().config().isAutoRead() != reads) {
            context().channel().config().setAutoRead(reads);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext where) {
        if (outlet != null) {
            outlet.wake();
        }
        if (current == null && !ahead.isEmpty() && where.channel().isWritable()) {
            next();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext where, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        isInputShut = true;
        if (current == null
                || current.endsWithInput()
                || isClosing
                || hasReplied
                || !hasRequestEnded) {
            where.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext where) {
        isClosing = true;
        stopTimer();
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        if (outlet != null) {
            outlet.wake();
        }
        if (current != null) {
            current.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext where, Throwable cause) {
        if (!(cause instanceof IOException)) {
            settings.events().info("http.connection-failed", "peer", peer(where), "error", cause);
        }
        where.close();
    }

    private static String peer(ChannelHandlerContext where) {
        return String.valueOf(where.channel().remoteAddress());
    }

    private void refuse(int status, String why) {
        encoder.requestIsHead(false);
        DefaultFullHttpResponse reply =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.copiedBuffer(why + "\n", StandardCharsets.UTF_8));
        reply.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, reply.content().readableBytes())
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONNECTION, "close");
        context().writeAndFlush(reply);
        hasRequestEnded = false;
        close();
    }

    /** For a server that stops, from any thread: at once when idle, after the reply otherwise. */
    void drainSoon() {
        context()
                .channel()
                .eventLoop()
                .execute(
                        () -> {
                            if (current == null) {
                                context().close();
                            }
                        });
    }

    /** Closes now when nothing is asked, else after the present reply. */
    void endSoon() {
        isLastReply = true;
        drainSoon();
    }

    /** Closes what has not closed itself by then. */
    void awaitClosed(long nanos) {
        Channel channel = context().channel();
        if (!channel.closeFuture().awaitUninterruptibly(nanos, TimeUnit.NANOSECONDS)) {
            channel.close().awaitUninterruptibly();
        }
    }

    /**
     * Ends the connection so that what was written arrives: closing a socket with unread bytes
     * resets it, and the reset overtakes the reply. So our side is shut first, and the client's
     * bytes are thrown away for a while.
     */
    private void close() {
        isClosing = true;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        Channel channel = context().channel();
        ChannelFuture sent = context().writeAndFlush(Unpooled.EMPTY_BUFFER);
        boolean hasAll = current == null || hasRequestEnded;
        if (isInputShut || (hasAll && current != null)) {
            sent.addListener(_ -> channel.close());
            return;
        }
        startTimer(LINGER, channel::close);
        steerReading();
        sent.addListener(_ -> shutOutput(channel));
    }

    private static void shutOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    private void startTimer(Duration after, Runnable then) {
        stopTimer();
        timer =
                context()
                        .channel()
                        .eventLoop()
                        .schedule(then, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
