package mvi.engines.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2 to a target, which takes the requests of one event loop beside each
 * other. Requests wait until the target has told its settings, so that none is refused by them.
 */
final class TargetStreams extends Http2EventAdapter implements Ticked {
    /** Of which a target need not offer more (RFC 9113 section 6.5.2). */
    private static final int MOST_STREAMS = 100;

    private final Lane lane;
    private final Target target;
    private final Http2Codec codec;
    private final IntObjectMap<TargetStream> streams = new IntObjectHashMap<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Throwable failure;
    private boolean isReady;
    private boolean isLeaving;
    private boolean wasUsed;
    private long quietSinceNanos;

    TargetStreams(Lane lane, Target target) {
        this.lane = lane;
        this.target = target;
        this.codec = Http2Codec.ofClient(lane.proxy().limits(), this);
        codec.connection().addListener(this);
        codec.encoder().flowController().listener(this::writabilityChanged);
    }

    /** Takes the exchange now or as soon as there is a connection. */
    void open(Exchange exchange) {
        if (isReady) {
            exchange.reached(new TargetStream(this));
        } else {
            waiting.add(exchange);
        }
    }

    boolean hasRoom() {
        int most = Math.min(MOST_STREAMS, codec.connection().local().maxActiveStreams());
        return !isLeaving && failure == null && streams.size() + waiting.size() < most;
    }

    void dial(Bootstrap dialling) {
        ChannelFuture dialled =
                dialling.handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel made) {
                                        made.pipeline().addLast(codec).addLast(new End());
                                    }
                                })
                        .connect(target.address());
        dialled.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        failed(done.cause());
                        return;
                    }
                    connected(dialled.channel());
                });
    }

    /** Ends with the requests that it has. */
    void retire() {
        isLeaving = true;
        closeWhenDone();
    }

    Target target() {
        return target;
    }

    boolean wasUsed() {
        return wasUsed;
    }

    Channel channel() {
        Channel to = channel;
        if (to == null) {
            throw new IllegalStateException("used before it was connected");
        }
        return to;
    }

    Http2Codec codec() {
        return codec;
    }

    /** The id of the stream that the request gets, or a negative one when there are no more. */
    int add(TargetStream stream) {
        int id = codec.connection().local().incrementAndGetNextStreamId();
        if (id > 0) {
            streams.put(id, stream);
        } else {
            isLeaving = true;
        }
        return id;
    }

    @Nullable Http2Stream stream(int id) {
        return codec.connection().stream(id);
    }

    /** It could not be opened at all. */
    void forget(int id) {
        streams.remove(id);
        closeWhenDone();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        if (isReady || failure != null) {
            return;
        }
        if (codec.connection().local().maxActiveStreams() == 0) {
            // Another connection would be told the same, for ever.
            failed(new IllegalStateException("it takes no requests"));
            lane.loop().execute(this::closeWhenDone);
            return;
        }
        isReady = true;
        lane.add(this);
        quietSinceNanos = lane.now();
        for (Exchange next = waiting.poll(); next != null; next = waiting.poll()) {
            if (streams.size() < codec.connection().local().maxActiveStreams()) {
                next.reached(new TargetStream(this));
            } else {
                lane.reach(target, next);
            }
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers head,
            int dependency,
            short weight,
            boolean isExclusive,
            int padding,
            boolean isLast) {
        TargetStream of = streams.get(id);
        if (of != null) {
            of.headers(head, isLast);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean isLast) {
        TargetStream of = streams.get(id);
        int length = data.readableBytes();
        return of == null ? length + padding : padding + of.data(data.retain(), isLast);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
        TargetStream of = streams.get(id);
        if (of != null && code == Http2Error.REFUSED_STREAM.code()) {
            of.unseen();
        }
    }

    @Override
    public void onGoAwayReceived(int last, long code, ByteBuf text) {
        isLeaving = true;
        for (IntObjectMap.PrimitiveEntry<TargetStream> each : streams.entries()) {
            if (each.key() > last) {
                each.value().unseen();
            }
        }
        lane.loop().execute(this::closeWhenDone);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        TargetStream closed = streams.remove(stream.id());
        if (closed == null) {
            return;
        }
        wasUsed = true;
        quietSinceNanos = lane.now();
        closed.closed();
        closeWhenDone();
    }

    @Override
    public void tick(long nowNanos) {
        Duration most = lane.proxy().limits().targetIdleTime();
        if (streams.isEmpty() && Ticked.isPast(nowNanos, quietSinceNanos, most)) {
            retire();
        }
    }

    private void connected(Channel made) {
        channel = made;
        made.closeFuture()
                .addListener(
                        closed -> {
                            lane.remove(this);
                            failed(null);
                        });
        long limitMillis = lane.proxy().limits().connectTime().toMillis();
        lane.loop()
                .schedule(
                        () -> {
                            if (!isReady) {
                                made.close();
                            }
                        },
                        limitMillis,
                        TimeUnit.MILLISECONDS);
        codec.widen(lane.proxy().limits());
    }

    private void failed(@Nullable Throwable cause) {
        if (failure == null) {
            failure = cause == null ? new IllegalStateException("it speaks no HTTP/2") : cause;
        }
        isLeaving = true;
        for (Exchange next = waiting.poll(); next != null; next = waiting.poll()) {
            next.unreachable(target, failure);
        }
    }

    private void closeWhenDone() {
        Channel open = channel;
        if (isLeaving && streams.isEmpty() && waiting.isEmpty() && open != null) {
            open.close();
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        TargetStream of = streams.get(stream.id());
        if (of != null) {
            of.writabilityChanged();
        }
    }

    /** What the codec doesn't tell its listener. */
    private final class End extends ChannelInboundHandlerAdapter {
        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            for (TargetStream each : List.copyOf(streams.values())) {
                each.readComplete();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
