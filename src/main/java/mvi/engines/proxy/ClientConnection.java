package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: one request at a time, in the order they came (RFC 9112 section 9.3). A
 * request that comes early waits, and reading stops until its turn.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Ticked {
    private final Lane lane;
    private final Channel channel;
    private final Entrance entrance;
    private final StrictRequestDecoder decoder;
    private final ClientResponseEncoder encoder;
    private final String peer;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

    private @Nullable Exchange exchange;
    private boolean isTurnOpen;
    private boolean hasBody;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean willClose;
    private boolean isLingering;
    private boolean isInputShut;
    private boolean isServingWaiting;
    private long activeNanos;
    private long headBeganNanos;
    private boolean isHeadTimed;

    ClientConnection(
            Lane lane,
            Channel channel,
            Entrance entrance,
            StrictRequestDecoder decoder,
            ClientResponseEncoder encoder) {
        this.lane = lane;
        this.channel = channel;
        this.entrance = entrance;
        this.decoder = decoder;
        this.encoder = encoder;
        this.peer =
                channel.remoteAddress() instanceof InetSocketAddress from
                        ? from.getAddress().getHostAddress()
                        : "unknown";
        this.activeNanos = lane.now();
    }

    Lane lane() {
        return lane;
    }

    Channel channel() {
        return channel;
    }

    String peer() {
        return peer;
    }

    boolean requestEnded() {
        return requestEnded;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    boolean willClose() {
        return willClose || isInputShut || lane.proxy().isStopping();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void closeAfterwards() {
        willClose = true;
    }

    void active() {
        activeNanos = lane.now();
    }

    void writeHead(HttpResponse response, HttpMethod method) {
        encoder.expect(method);
        if (willClose()) {
            willClose = true;
        }
        channel.write(response);
    }

    void write(HttpContent content) {
        channel.write(content);
    }

    void flush() {
        channel.flush();
    }

    void updateReading() {
        Exchange now = exchange;
        boolean isReading = waiting.isEmpty() && (now == null || requestEnded || now.takesMore());
        if (channel.config().isAutoRead() != isReading) {
            channel.config().setAutoRead(isReading);
        }
    }

    /** The response has gone out whole. */
    void responseEnded() {
        responseEnded = true;
        exchange = null;
        if (!requestEnded) {
            willClose = true;
        }
        endTurn();
    }

    /** Answers in the target's stead. */
    void answer(OwnAnswer refusal, HttpMethod method) {
        if (refusal.isHostile() || hasBody && !requestEnded) {
            // What follows a refused head may be a body of any length.
            willClose = true;
        }
        byte[] text = (refusal.text() + "\n").getBytes(StandardCharsets.UTF_8);
        boolean isHead = method.equals(HttpMethod.HEAD);
        ByteBuf body =
                isHead
                        ? channel.alloc().buffer(0, 0)
                        : ByteBufUtil.writeUtf8(channel.alloc(), refusal.text() + "\n");
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(refusal.status()), body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.length);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        String location = refusal.location();
        if (location != null) {
            response.headers().set(HttpHeaderNames.LOCATION, location);
        }
        if (refusal.status() == 503) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        if (refusal.status() == 405) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
        if (willClose()) {
            willClose = true;
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        encoder.expect(method);
        channel.writeAndFlush(response);
        exchange = null;
        responseEnded = true;
        endTurn();
    }

    /** Breaks the connection off, so that the client can't take what it has for the whole. */
    void cut(boolean isToldByClose) {
        exchange = null;
        if (isToldByClose) {
            // A plain close would be the response's regular end; a reset is not.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        channel.flush();
        channel.close();
    }

    /** Leaves the pipeline to a tunnel. */
    void becomeTunnel(ChannelHandler side) {
        lane.remove(this);
        exchange = null;
        channel.pipeline().addLast(side);
        channel.pipeline().remove(this);
        channel.pipeline().remove(encoder);
        channel.pipeline().remove(decoder);
    }

    /** The proxy is stopping: a resting connection closes now, a busy one after its response. */
    void drain() {
        if (!isTurnOpen && !decoder.isInHead()) {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lane.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (isTurnOpen && requestEnded) {
            waiting.add(object);
            updateReading();
            return;
        }
        accept(object);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isHeadTimed != decoder.isInHead()) {
            isHeadTimed = decoder.isInHead();
            headBeganNanos = lane.now();
        }
        Exchange now = exchange;
        if (now != null) {
            now.requestReadComplete();
            updateReading();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        active();
        Exchange now = exchange;
        if (now != null) {
            now.clientWritabilityChanged(channel.isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        isInputShut = true;
        // A client may close its half after a whole request and still wait for the answer.
        if (!isTurnOpen || !requestEnded || isLingering) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.remove(this);
        Exchange now = exchange;
        exchange = null;
        if (now != null) {
            now.clientGone();
        }
        for (HttpObject each = waiting.poll(); each != null; each = waiting.poll()) {
            ReferenceCountUtil.release(each);
        }
    }

    @Override
    public void tick(long nowNanos) {
        ProxyLimits limits = lane.proxy().limits();
        Exchange now = exchange;
        if (isLingering) {
            if (isPast(nowNanos, activeNanos, limits.lingerTime())) {
                channel.close();
            }
        } else if (now != null && now.isAwaitingResponse()) {
            if (isPast(nowNanos, activeNanos, limits.responseTime())) {
                now.fail(OwnAnswer.SLOW_ANSWER);
            }
        } else if (now != null) {
            if (isPast(nowNanos, activeNanos, limits.idleTime())) {
                willClose = true;
                now.fail(OwnAnswer.hostile(408, "The request's body stopped coming."));
            }
        } else if (isHeadTimed && !isTurnOpen) {
            if (isPast(nowNanos, headBeganNanos, limits.headTime())) {
                isTurnOpen = true;
                requestEnded = false;
                answer(OwnAnswer.hostile(408, "The request's head took too long."), HttpMethod.GET);
            }
        } else if (isPast(nowNanos, activeNanos, limits.idleTime())) {
            channel.close();
        }
    }

    private static boolean isPast(long nowNanos, long sinceNanos, Duration limit) {
        return nowNanos - sinceNanos > limit.toNanos();
    }

    private void accept(HttpObject object) {
        if (isLingering) {
            boolean isLast = object instanceof LastHttpContent;
            ReferenceCountUtil.release(object);
            if (isLast) {
                channel.close();
            }
            return;
        }
        active();
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(object);
            malformed(object.decoderResult());
            return;
        }
        if (object instanceof HttpRequest request) {
            begin(request);
        }
        if (object instanceof HttpContent content) {
            content(content);
        }
    }

    private void malformed(DecoderResult result) {
        Throwable cause = result.cause();
        OwnAnswer refusal =
                cause instanceof TooLongHttpLineException
                        ? OwnAnswer.hostile(414, "The request's line is too long.")
                        : cause instanceof TooLongHttpHeaderException
                                ? OwnAnswer.hostile(431, "The request's header is too long.")
                                : OwnAnswer.hostile(400, "The request is malformed.");
        willClose = true;
        Exchange now = exchange;
        if (now != null) {
            now.fail(refusal);
            return;
        }
        if (isTurnOpen && responseEnded) {
            channel.close();
            return;
        }
        isTurnOpen = true;
        requestEnded = false;
        answer(refusal, HttpMethod.GET);
    }

    private void begin(HttpRequest request) {
        isTurnOpen = true;
        requestEnded = false;
        responseEnded = false;
        boolean isOldClient = request.protocolVersion().minorVersion() == 0;
        hasBody = RequestRules.hasBody(request);
        willClose = !HttpUtil.isKeepAlive(request);
        OwnAnswer refusal = RequestRules.refusal(request);
        Route route = null;
        if (refusal == null) {
            refusal = RequestRules.rewrite(request);
        }
        if (refusal == null) {
            entrance.sign(request, peer, requestId());
            route = entrance.route(lane.proxy().table(), request);
            refusal = entrance.own(lane.proxy(), request, route);
        }
        if (route == null || refusal != null) {
            OwnAnswer reason = refusal == null ? OwnAnswer.UNKNOWN_HOST : refusal;
            answer(reason, request.method());
            return;
        }
        Exchange next = new Exchange(this, route, request, isOldClient);
        exchange = next;
        next.start();
    }

    private void content(HttpContent content) {
        boolean isLast = content instanceof LastHttpContent;
        if (isLast) {
            requestEnded = true;
        }
        Exchange now = exchange;
        if (now == null) {
            content.release();
        } else {
            now.requestContent(content);
            if (!isLast) {
                updateReading();
            }
        }
        if (isLast && responseEnded) {
            endTurn();
        }
    }

    private void endTurn() {
        if (!responseEnded || !isTurnOpen) {
            return;
        }
        if (willClose()) {
            if (requestEnded) {
                channel.flush();
                closeGently();
            } else {
                linger();
            }
            return;
        }
        if (!requestEnded) {
            return;
        }
        isTurnOpen = false;
        active();
        serveWaiting();
    }

    private void closeGently() {
        // Bytes that came and were not read would turn the close into a reset, which can
        // destroy the answer on its way.
        if (decoder.isInHead() || hasWaiting()) {
            linger();
        } else {
            channel.writeAndFlush(channel.alloc().buffer(0, 0))
                    .addListener(sent -> channel.close());
        }
    }

    /** The answer is out, the client still sends: hear it out for a moment, then close. */
    private void linger() {
        if (isLingering) {
            return;
        }
        isLingering = true;
        requestEnded = false;
        active();
        for (HttpObject each = waiting.poll(); each != null; each = waiting.poll()) {
            ReferenceCountUtil.release(each);
        }
        channel.flush();
        if (channel instanceof DuplexChannel duplex) {
            channel.writeAndFlush(channel.alloc().buffer(0, 0))
                    .addListener(sent -> duplex.shutdownOutput());
        }
        channel.config().setAutoRead(true);
        if (isInputShut) {
            channel.close();
        }
    }

    private void serveWaiting() {
        if (isServingWaiting) {
            return;
        }
        isServingWaiting = true;
        while (!(isTurnOpen && requestEnded)) {
            HttpObject next = waiting.poll();
            if (next == null) {
                break;
            }
            accept(next);
        }
        isServingWaiting = false;
        Exchange now = exchange;
        if (now != null) {
            now.requestReadComplete();
        }
        if (channel.isActive() && !isLingering) {
            updateReading();
            if (isInputShut && !isTurnOpen) {
                channel.close();
            }
        }
    }

    private String requestId() {
        return Long.toHexString(lane.dice().nextLong() | 1L << 63)
                + Long.toHexString(lane.dice().nextLong() | 1L << 63);
    }
}
