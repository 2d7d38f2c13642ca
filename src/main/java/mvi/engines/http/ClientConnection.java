package mvi.engines.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, on its event loop: it carries one call at a time, and goes back to its
 * pool when both the request was sent and the answer was read off the wire whole.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements BodyPipe.Listener {
    private final Channel channel;
    private final HttpLimits limits;
    private final AnswerDecoder decoder;
    private final Outlet outlet;
    private final Consumer<ClientConnection> pool;
    private volatile @Nullable CompletableFuture<HttpAnswer> awaited;
    private @Nullable BodyPipe body;
    private boolean isSent;
    private boolean isAnswered;
    private boolean keepsAlive;
    private boolean wasUsed;

    ClientConnection(
            Channel channel,
            HttpLimits limits,
            AnswerDecoder decoder,
            Consumer<ClientConnection> pool) {
        this.channel = channel;
        this.limits = limits;
        this.decoder = decoder;
        this.pool = pool;
        this.outlet = new Outlet(channel, limits.idleTime());
    }

    /** Begins a call; the future has the answer once its head has come, or why it never will. */
    CompletableFuture<HttpAnswer> begin(boolean isHead) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        awaited = answer;
        channel.eventLoop()
                .execute(
                        () -> {
                            decoder.requestIsHead(isHead);
                            body = null;
                            isSent = false;
                            isAnswered = false;
                            if (!channel.isActive()) {
                                gone(new IOException("the connection has ended"));
                            }
                        });
        return answer;
    }

    Outlet outlet() {
        return outlet;
    }

    Channel channel() {
        return channel;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Whether it carried a call before, so that it may have gone stale since. */
    boolean wasUsed() {
        return wasUsed;
    }

    /** The request is on its way, whole. */
    void sent() {
        channel.eventLoop()
                .execute(
                        () -> {
                            isSent = true;
                            finishWhenDone();
                        });
    }

    void abort(IOException why) {
        CompletableFuture<HttpAnswer> answer = awaited;
        if (answer != null) {
            answer.completeExceptionally(why);
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            if (response.decoderResult().isFailure()) {
                fail(context, response.decoderResult().cause());
            } else if (response.status().code() >= 200) {
                head(response);
            }
        }
        if (message instanceof HttpContent content && body != null) {
            feed(context, body, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpResponse response) {
        List<String> fields = new ArrayList<>();
        response.headers()
                .forEach(field -> fields.addAll(List.of(field.getKey(), field.getValue())));
        long length = HttpUtil.getContentLength(response, -1L);
        keepsAlive = HttpUtil.isKeepAlive(response);
        body =
                new BodyPipe(
                        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                        limits.idleTime(),
                        this);
        CompletableFuture<HttpAnswer> answer = awaited;
        if (answer != null) {
            answer.complete(new HttpAnswer(response.status().code(), Headers.of(fields), body));
        }
    }

    private void feed(ChannelHandlerContext context, BodyPipe into, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            into.fail(new CutBodyException("the answer's framing is broken", true));
            context.close();
            return;
        }
        into.offer(content.content());
        if (content instanceof LastHttpContent) {
            into.end();
            isAnswered = true;
            finishWhenDone();
        }
    }

    private void finishWhenDone() {
        if (isAnswered && isSent && keepsAlive && channel.isActive()) {
            isAnswered = false;
            wasUsed = true;
            body = null;
            channel.config().setAutoRead(true);
            pool.accept(this);
        } else if (isAnswered && !keepsAlive) {
            channel.close();
        }
    }

    private void fail(ChannelHandlerContext context, Throwable cause) {
        gone(new IOException("what came back is not HTTP", cause));
        context.close();
    }

    private void gone(IOException why) {
        CompletableFuture<HttpAnswer> answer = awaited;
        if (answer != null) {
            answer.completeExceptionally(why);
        }
        if (body != null) {
            body.fail(new CutBodyException("the answer broke off", false));
        }
        outlet.wake();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        steerReading();
    }

    private void steerReading() {
        boolean reads = body == null || !body.isFull();
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outlet.wake();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone(new IOException("the server closed the connection without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        gone(new IOException("the connection failed: " + cause.getMessage(), cause));
        context.close();
    }

    @Override
    public void asked() {}

    @Override
    public void drained() {
        channel.eventLoop().execute(this::steerReading);
    }

    /** Closing an answer early: what is left of it would stand in the next one's way. */
    @Override
    public void abandoned() {
        channel.eventLoop()
                .execute(
                        () -> {
                            if (body != null) {
                                channel.close();
                            }
                        });
    }
}
