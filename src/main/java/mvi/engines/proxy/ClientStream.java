package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One request of a client that speaks HTTP/2, and its answer; or what it became after CONNECT. */
final class ClientStream implements ClientSide, Tunnel.End {
    /** A piece below it costs more than it holds. */
    private static final int SMALL_PIECE = 1024;

    private final ClientStreams connection;
    private final Http2Stream stream;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();

    private @Nullable Exchange exchange;
    private Tunnel.@Nullable Way way;
    private @Nullable HttpResponse head;
    private @Nullable ByteBuf gathered;
    private @Nullable LastHttpContent gatheredEnd;
    private @Nullable ChannelFuture lastWrite;
    private boolean isTunnel;
    private boolean hasEnded;
    private boolean isReading = true;
    private int withheld;
    private long activeNanos;

    ClientStream(ClientStreams connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
        this.activeNanos = lane().now();
    }

    void begin(Http2Headers block, boolean isLast) {
        HttpRequest request = Http2Heads.request(block, isLast);
        isTunnel = Http2Heads.isExtendedConnect(block);
        if (isTunnel) {
            Http2Heads.upgrade(request, block, lane().dice());
        }
        hasEnded = isLast;
        if (isTunnel && !Http2Heads.isWebSocket(block)) {
            answer(OwnAnswer.of(501, "This protocol is not spoken here."), request.method());
            return;
        }
        switch (Admission.of(lane(), connection.entrance(), request, connection.peer())) {
            case Admission.Refused(OwnAnswer answer) -> answer(answer, request.method());
            case Admission.Let let -> {
                Exchange next = new Exchange(this, let, request);
                exchange = next;
                next.start();
                if (requestEnded()) {
                    pass(LastHttpContent.EMPTY_LAST_CONTENT);
                }
            }
        }
    }

    void data(ByteBuf bytes, boolean isLast) {
        active();
        withheld += bytes.readableBytes();
        hasEnded = isLast;
        take(bytes, isLast ? LastHttpContent.EMPTY_LAST_CONTENT : null);
        updateReading();
    }

    void trailers(Http2Headers block, boolean isLast) {
        if (!isLast) {
            throw new IllegalArgumentException("a second head");
        }
        active();
        LastHttpContent last = Http2Heads.last(block);
        hasEnded = true;
        take(Unpooled.EMPTY_BUFFER, last);
    }

    /** By its regular end, by a reset, or with the connection. */
    void closed() {
        Exchange now = exchange;
        exchange = null;
        if (now != null) {
            now.clientGone();
        }
        Tunnel.Way of = way;
        if (of != null) {
            of.gone();
        }
        for (ByteBuf each = held.poll(); each != null; each = held.poll()) {
            each.release();
        }
        ByteBuf left = gathered;
        gathered = null;
        if (left != null) {
            left.release();
        }
    }

    void writabilityChanged() {
        active();
        Exchange now = exchange;
        if (now != null) {
            now.clientWritabilityChanged(isWritable());
        }
        Tunnel.Way of = way;
        if (of != null) {
            of.backWritable(isWritable());
        }
    }

    void tick(long nowNanos) {
        Exchange now = exchange;
        if (now != null) {
            if (now.isOverdue(nowNanos, activeNanos, isWritable())) {
                now.expire();
            }
        } else if (way == null
                && Ticked.isPast(nowNanos, activeNanos, lane().proxy().limits().idleTime())) {
            // The answer is whole, and the client opens no window for it.
            close();
        }
    }

    @Override
    public Lane lane() {
        return connection.lane();
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public Entrance entrance() {
        return connection.entrance();
    }

    @Override
    public boolean requestEnded() {
        // What follows a CONNECT is the tunnel's.
        return hasEnded || isTunnel;
    }

    @Override
    public boolean isWritable() {
        return codec().isWritable(stream);
    }

    @Override
    public void active() {
        activeNanos = lane().now();
    }

    @Override
    public void closeAfterwards() {
        // What is left of the request is refused by a reset of this stream alone.
    }

    @Override
    public void updateReading() {
        ByteBuf more = gathered;
        if (more != null && takesMore()) {
            LastHttpContent last = gatheredEnd;
            gathered = null;
            gatheredEnd = null;
            hand(more, last);
        }
        if (withheld > 0 && takesMore()) {
            int bytes = withheld;
            withheld = 0;
            codec().consume(stream, bytes);
        }
    }

    @Override
    public void writeInterim(HttpResponse response, HttpMethod method) {
        writeHeaders(Http2Heads.response(response), false);
        codec().flushSoon();
    }

    @Override
    public ResponseRules.End writeHead(
            HttpResponse response, HttpMethod method, ResponseRules.End end) {
        if (isTunnel && response.status().codeClass() == HttpStatusClass.SUCCESS) {
            // It would say that there is a tunnel, which the target did not make.
            response.setStatus(HttpResponseStatus.BAD_GATEWAY);
        }
        // With an empty body it is the end of the stream as well, which shows soon.
        head = response;
        return ResponseRules.End.COUNTED;
    }

    @Override
    public void write(HttpContent content) {
        if (head != null) {
            boolean isAll = Http2Codec.isNothing(content);
            writeHead(isAll);
            if (isAll) {
                content.release();
                return;
            }
        }
        connection.progressed();
        lastWrite = codec().writeContent(stream.id(), content);
    }

    @Override
    public void flush() {
        if (head != null) {
            writeHead(false);
        }
        codec().flushSoon();
    }

    @Override
    public void responseEnded() {
        exchange = null;
        updateReading();
        codec().flushSoon();
        resetUnlessRequestEnded();
    }

    @Override
    public void answer(OwnAnswer answer, HttpMethod method) {
        FullHttpResponse response =
                answer.response(connection.channel().alloc(), method.equals(HttpMethod.HEAD));
        head = response;
        write(new DefaultLastHttpContent(response.content()));
        responseEnded();
    }

    @Override
    public void cut(boolean isToldByClose) {
        exchange = null;
        codec().reset(stream.id(), Http2Error.INTERNAL_ERROR);
    }

    @Override
    public boolean mayUpgrade() {
        return isTunnel;
    }

    @Override
    public void writeUpgrade(HttpResponse response, HttpMethod method, String protocol) {
        response.setStatus(HttpResponseStatus.OK);
        response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        head = response;
    }

    @Override
    public void becomeTunnel(TargetConnection target, Tunnel.Ended ended) {
        exchange = null;
        writeHead(false);
        ChannelEnd there = new ChannelEnd(target.channel());
        Tunnel tunnel = Tunnel.between(lane(), this, there, ended);
        target.becomeTunnel(there);
        for (ByteBuf each = held.poll(); each != null; each = held.poll()) {
            way().received(each);
        }
        ByteBuf more = gathered;
        gathered = null;
        if (more != null) {
            // Its end is told as the stream's is, when the tunnel begins.
            way().received(more);
        }
        way().receivedAll();
        tunnel.begin();
        codec().flushSoon();
    }

    @Override
    public void leadsBy(Tunnel.Way next) {
        way = next;
    }

    @Override
    public boolean isOpen() {
        return stream.state().localSideOpen();
    }

    @Override
    public boolean hasEnded() {
        return hasEnded;
    }

    @Override
    public void write(ByteBuf bytes) {
        writeData(bytes, false);
    }

    @Override
    public void reading(boolean next) {
        isReading = next;
        updateReading();
    }

    @Override
    public void finish(Runnable finished) {
        writeData(Unpooled.EMPTY_BUFFER, true).addListener(sent -> finished.run());
        codec().flushSoon();
    }

    @Override
    public void closeFlushed() {
        if (isOpen()) {
            writeData(Unpooled.EMPTY_BUFFER, true);
            codec().flushSoon();
        }
        resetUnlessRequestEnded();
    }

    @Override
    public void close() {
        codec().reset(stream.id(), Http2Error.CANCEL);
    }

    private boolean takesMore() {
        Exchange now = exchange;
        return isTunnel
                ? isReading && (way != null || now == null)
                : now == null || now.takesMore();
    }

    /**
     * Hands on what has come, or gathers small pieces as long as nobody takes them: the windows
     * bound bytes, and a frame of one byte costs a hundred.
     *
     * @param last what the body ends with, if it does
     */
    private void take(ByteBuf bytes, @Nullable LastHttpContent last) {
        ByteBuf all = gathered;
        if (all == null) {
            if (last != null || bytes.readableBytes() >= SMALL_PIECE || takesMore()) {
                hand(bytes, last);
                return;
            }
            all = connection.channel().alloc().buffer();
            gathered = all;
        }
        all.writeBytes(bytes);
        bytes.release();
        gatheredEnd = last;
    }

    private void hand(ByteBuf bytes, @Nullable LastHttpContent last) {
        if (isTunnel) {
            tunnelled(bytes, last != null);
        } else if (last == null) {
            pass(new DefaultHttpContent(bytes));
        } else {
            pass(new DefaultLastHttpContent(bytes, last.trailingHeaders()));
        }
    }

    private void pass(HttpContent content) {
        Exchange now = exchange;
        if (now == null) {
            content.release();
            return;
        }
        now.requestContent(content);
        now.requestReadComplete();
    }

    private void tunnelled(ByteBuf bytes, boolean isLast) {
        Tunnel.Way of = way;
        if (of != null) {
            of.received(bytes);
            of.receivedAll();
            if (isLast) {
                of.ended();
            }
        } else if (exchange == null) {
            bytes.release();
        } else {
            // No more than the stream's window: it is not consumed before there is a tunnel.
            isReading = false;
            held.add(bytes);
        }
    }

    private Tunnel.Way way() {
        Tunnel.Way of = way;
        if (of == null) {
            throw new IllegalStateException("no tunnel");
        }
        return of;
    }

    private void writeHead(boolean isLast) {
        HttpResponse response = head;
        head = null;
        if (response != null) {
            writeHeaders(Http2Heads.response(response), isLast);
        }
    }

    private void writeHeaders(Http2Headers block, boolean isLast) {
        lastWrite = codec().writeHead(stream.id(), block, isLast);
    }

    private ChannelFuture writeData(ByteBuf bytes, boolean isLast) {
        connection.progressed();
        ChannelFuture written = codec().writeData(stream.id(), bytes, isLast);
        lastWrite = written;
        return written;
    }

    private Http2Codec codec() {
        return connection.codec();
    }

    /** RFC 9113, 8.1: the answer is whole, and nobody wants the rest of the question. */
    private void resetUnlessRequestEnded() {
        ChannelFuture written = lastWrite;
        if (!hasEnded && written != null) {
            written.addListener(sent -> codec().reset(stream.id(), Http2Error.NO_ERROR));
        }
    }
}
