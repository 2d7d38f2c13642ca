package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The codec of one connection of HTTP/2, with the limits of the proxy: its frames go to a listener,
 * and streams are written, counted and reset here. Writes of one turn of the event loop leave
 * together.
 */
final class Http2Codec extends Http2ConnectionHandler {
    /** Frames that wait because a peer doesn't read: answers to its PING, SETTINGS, errors. */
    private static final int QUEUED_CONTROL_FRAMES = 1000;

    /** Streams that a client gave up, in half a minute; CVE-2023-44487 is a flood of them. */
    private static final int RESETS = 400;

    private static final int RESETS_SECONDS = 30;
    private static final int EMPTY_FRAMES = 10;

    /** Streams whose reset the peer may not have seen yet; more than it can have open. */
    private static final int REMEMBERED_RESETS = 256;

    private final Set<Integer> resets = new LinkedHashSet<>();
    private final Http2Connection.PropertyKey begun = connection().newKey();
    private @Nullable ChannelHandlerContext context;
    private boolean isFlushComing;

    private Http2Codec(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            boolean decouplesCloseAndGoAway,
            boolean flushesPreface) {
        super(decoder, encoder, settings, decouplesCloseAndGoAway, flushesPreface);
    }

    static Http2Codec ofServer(ProxyLimits limits, Http2EventAdapter listener) {
        Http2Settings settings =
                settings(limits)
                        .maxConcurrentStreams(limits.streamsPerConnection())
                        .connectProtocolEnabled(true);
        return new Builder(listener, settings, true).made();
    }

    static Http2Codec ofClient(ProxyLimits limits, Http2EventAdapter listener) {
        return new Builder(listener, settings(limits).pushEnabled(false), false).made();
    }

    private static Http2Settings settings(ProxyLimits limits) {
        return new Http2Settings()
                .initialWindowSize((int) limits.streamWindow().bytes())
                .maxHeaderListSize(limits.headerBlock().bytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    /** A broken connection is nothing to tell anybody: its streams are told by their end. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(ctx, cause);
        } else {
            ctx.close();
        }
    }

    @Override
    public ChannelFuture resetStream(
            ChannelHandlerContext ctx, int id, long code, ChannelPromise promise) {
        remember(id);
        return super.resetStream(ctx, id, code, promise);
    }

    /** The head of this stream was right: what is wrong of it now came later. */
    void begun(Http2Stream stream) {
        stream.setProperty(begun, Boolean.TRUE);
    }

    /** One side has reset this stream: what comes for it may have been on its way. */
    void remember(int id) {
        resets.add(id);
        if (resets.size() > REMEMBERED_RESETS) {
            resets.remove(resets.iterator().next());
        }
    }

    /**
     * RFC 9113, 5.1: what comes after a stream's regular end is an error of the connection; the
     * library, which forgets ended streams, resets them one by one.
     */
    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx,
            boolean isOutbound,
            Throwable cause,
            Http2Exception.StreamException error) {
        int id = error.streamId();
        Http2Stream stream = connection().stream(id);
        if (isOutbound || resets.contains(id)) {
            super.onStreamError(ctx, isOutbound, cause, error);
        } else if (stream == null && error.error() == Http2Error.STREAM_CLOSED) {
            onConnectionError(
                    ctx,
                    false,
                    cause,
                    Http2Exception.connectionError(
                            error.error(), error, "after the end of %s", id));
        } else if (stream != null
                && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE
                && stream.getProperty(begun) != null
                && error.error() == Http2Error.PROTOCOL_ERROR) {
            refuse(id, Http2Error.STREAM_CLOSED);
        } else {
            super.onStreamError(ctx, false, cause, error);
        }
    }

    /** The connection's window is no setting: it grows by a frame. */
    void widen(ProxyLimits limits) {
        int more = (int) limits.connectionWindow().bytes() - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        try {
            connection()
                    .local()
                    .flowController()
                    .incrementWindowSize(connection().connectionStream(), more);
        } catch (Http2Exception wrong) {
            onError(context(), true, wrong);
        }
        flushSoon();
    }

    ChannelFuture writeHead(int id, Http2Headers head, boolean isLast) {
        ChannelHandlerContext ctx = context();
        return encoder().writeHeaders(ctx, id, head, 0, isLast, ctx.newPromise());
    }

    ChannelFuture writeData(int id, ByteBuf bytes, boolean isLast) {
        ChannelHandlerContext ctx = context();
        return encoder().writeData(ctx, id, bytes, 0, isLast, ctx.newPromise());
    }

    /** Whether a head before it is the whole of its message. */
    static boolean isNothing(HttpContent content) {
        return content instanceof LastHttpContent last
                && last.trailingHeaders().isEmpty()
                && !last.content().isReadable();
    }

    /** Writes bytes and trailers, and releases what holds them; the end of the last write. */
    ChannelFuture writeContent(int id, HttpContent content) {
        HttpHeaders trailers =
                content instanceof LastHttpContent last
                        ? last.trailingHeaders()
                        : EmptyHttpHeaders.INSTANCE;
        boolean endsStream = content instanceof LastHttpContent && trailers.isEmpty();
        ChannelFuture written;
        if (endsStream || content.content().isReadable()) {
            written = writeData(id, content.content(), endsStream);
        } else {
            content.release();
            written = context().newSucceededFuture();
        }
        return trailers.isEmpty() ? written : writeHead(id, Http2Heads.trailers(trailers), true);
    }

    boolean isWritable(Http2Stream stream) {
        return encoder().flowController().isWritable(stream);
    }

    /** The peer may send so much more. */
    void consume(Http2Stream stream, int bytes) {
        try {
            if (connection().local().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception wrong) {
            onError(context(), true, wrong);
        }
    }

    /** Nothing when the stream is closed already. */
    void reset(int id, Http2Error reason) {
        if (connection().stream(id) != null) {
            ChannelHandlerContext ctx = context();
            resetStream(ctx, id, reason.code(), ctx.newPromise());
            flushSoon();
        }
    }

    /** As {@link #reset}, and counted: more of what a client does wrong ends its connection. */
    void refuse(int id, Http2Error reason) {
        ChannelHandlerContext ctx = context();
        encoder().writeRstStream(ctx, id, reason.code(), ctx.newPromise());
        flushSoon();
    }

    /**
     * @param last the highest stream that will be answered (RFC 9113 section 6.8)
     */
    void sayGoAway(int last) {
        ChannelHandlerContext ctx = context();
        if (ctx.channel().isActive()) {
            goAway(ctx, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
            ctx.channel().flush();
        }
    }

    void flushSoon() {
        if (!isFlushComing) {
            isFlushComing = true;
            Channel channel = context().channel();
            channel.eventLoop()
                    .execute(
                            () -> {
                                isFlushComing = false;
                                channel.flush();
                            });
        }
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("in no pipeline yet");
        }
        return ctx;
    }

    /** The library's own hides the limits. */
    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {
        Builder(Http2EventAdapter listener, Http2Settings settings, boolean isServer) {
            server(isServer);
            initialSettings(settings);
            frameListener(listener);
            // Streams have times of their own, and a tunnel may be older than any limit here.
            gracefulShutdownTimeoutMillis(-1);
            encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES);
            decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES);
            if (isServer) {
                decoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS);
            }
        }

        Http2Codec made() {
            return super.build();
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            return new Http2Codec(
                    decoder, encoder, settings, decoupleCloseAndGoAway(), flushPreface());
        }
    }
}
