package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: one request at a time, in the order they came (RFC 9112 section 9.3). A
 * request that comes early waits, and reading stops until its turn.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientSide, Ticked {
    private final Lane lane;
    private final Channel channel;
    private final Entrance entrance;
    private final StrictRequestDecoder decoder;
    private final ClientResponseEncoder encoder;
    private final Peer peer;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

    private @Nullable Exchange exchange;
    private boolean isTurnOpen;
    private boolean isOldClient;
    private boolean isHttp2;
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
        this.peer = Peer.of(channel);
        this.activeNanos = lane.now();
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String protocol() {
        return isOldClient ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public Entrance entrance() {
        return entrance;
    }

    @Override
    public boolean requestEnded() {
        return requestEnded;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void active() {
        activeNanos = lane.now();
    }

    @Override
    public void closeAfterwards() {
        willClose = true;
    }

    @Override
    public void writeInterim(HttpResponse response, HttpMethod method) {
        if (isOldClient) {
            return;
        }
        encoder.expect(method);
        channel.write(response);
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Override
    public ResponseRules.End writeHead(
            HttpResponse response, HttpMethod method, ResponseRules.End end) {
        willClose = willClose();
        ResponseRules.End told = ResponseRules.frame(response, end, isOldClient, willClose);
        willClose |= told == ResponseRules.End.CLOSE;
        encoder.expect(method);
        channel.write(response);
        return told;
    }

    @Override
    public void write(HttpContent content) {
        channel.write(content);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean mayUpgrade() {
        return waiting.isEmpty();
    }

    @Override
    public void writeUpgrade(HttpResponse response, HttpMethod method, String protocol) {
        response.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, protocol);
        willClose = true;
        encoder.expect(method);
        channel.write(response);
        channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Override
    public void updateReading() {
        Exchange now = exchange;
        boolean isReading = waiting.isEmpty() && (now == null || requestEnded || now.takesMore());
        if (channel.config().isAutoRead() != isReading) {
            channel.config().setAutoRead(isReading);
        }
    }

    @Override
    public void responseEnded() {
        responseEnded = true;
        exchange = null;
        if (!requestEnded) {
            willClose = true;
        }
        endTurn();
    }

    @Override
    public void answer(OwnAnswer answer, HttpMethod method) {
        if (answer.isHostile() || hasBody && !requestEnded) {
            // What follows a refused head may be a body of any length.
            willClose = true;
        }
        FullHttpResponse response =
                answer.response(channel.alloc(), method.equals(HttpMethod.HEAD));
        willClose = willClose();
        if (willClose) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        encoder.expect(method);
        channel.writeAndFlush(response);
        exchange = null;
        responseEnded = true;
        endTurn();
    }

    @Override
    public void cut(boolean isToldByClose) {
        exchange = null;
        if (!isToldByClose) {
            channel.flush();
            channel.close();
            return;
        }
        // A plain close would be the response's regular end; a reset is not, if TLS is kept from
        // saying the end first.
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        (tls == null ? channel : tls).close();
    }

    @Override
    public void becomeTunnel(TargetConnection target, Tunnel.Ended ended) {
        ChannelEnd here = new ChannelEnd(channel);
        ChannelEnd there = new ChannelEnd(target.channel());
        Tunnel tunnel = Tunnel.between(lane, here, there, ended);
        lane.remove(this);
        exchange = null;
        channel.pipeline().addLast(here);
        channel.pipeline().remove(this);
        channel.pipeline().remove(encoder);
        channel.pipeline().remove(JoinedWrites.class);
        channel.pipeline().remove(decoder);
        target.becomeTunnel(there);
        tunnel.begin();
    }

    /** A resting connection closes now, a busy one after its response. */
    @Override
    public void drain() {
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
            if (Ticked.isPast(nowNanos, activeNanos, limits.lingerTime())) {
                channel.close();
            }
        } else if (lane.proxy().isHurried()) {
            drain();
        } else if (now != null) {
            if (now.isOverdue(nowNanos, activeNanos, channel.isWritable())) {
                now.expire();
            }
        } else if (isHeadTimed && !isTurnOpen) {
            if (Ticked.isPast(nowNanos, headBeganNanos, limits.headTime())) {
                isTurnOpen = true;
                requestEnded = false;
                answer(OwnAnswer.hostile(408, "The request's head took too long."), HttpMethod.GET);
            }
        } else if (Ticked.isPast(nowNanos, activeNanos, limits.idleTime())) {
            channel.close();
        }
    }

    private boolean willClose() {
        return willClose || isInputShut || lane.proxy().isStopping();
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
            malformed(object);
            return;
        }
        if (object instanceof HttpRequest request) {
            begin(request);
        }
        if (object instanceof HttpContent content) {
            content(content);
        }
    }

    private void malformed(HttpObject part) {
        OwnAnswer refusal = OwnAnswer.malformed(part);
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
        if (RequestRules.isHttp2Preface(request)) {
            isHttp2 = true;
            return;
        }
        isOldClient = request.protocolVersion().minorVersion() == 0;
        hasBody = RequestRules.hasBody(request);
        willClose = !HttpUtil.isKeepAlive(request);
        switch (Admission.of(lane, entrance, request, peer)) {
            case Admission.Refused(OwnAnswer answer) -> answer(answer, request.method());
            case Admission.Let let -> {
                Exchange next = new Exchange(this, let, request);
                exchange = next;
                next.start();
            }
        }
    }

    private void content(HttpContent content) {
        if (isHttp2) {
            content.release();
            lane.remove(this);
            channel.pipeline().remove(this);
            channel.pipeline().remove(encoder);
            channel.pipeline().remove(JoinedWrites.class);
            ClientStreams.goOnFrom(lane, channel, entrance, decoder);
            return;
        }
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
        // What was not told before the answer began is told with the next.
        if (willClose || isInputShut) {
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
        if (decoder.isInHead() || !waiting.isEmpty()) {
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
}
