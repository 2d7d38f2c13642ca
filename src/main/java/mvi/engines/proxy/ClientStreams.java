package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection of HTTP/2 (RFC 9113): its streams are answered beside each other. What it
 * may make the proxy hold is bounded by the streams, the window of the connection and the header
 * list of {@link ProxyLimits}; floods of frames that ask for nothing by the codec's own counts.
 */
final class ClientStreams extends Http2EventAdapter implements Ticked {
    /** For requests that are on their way when the client is told to send no more. */
    private static final long GO_AWAY_MILLIS = 200;

    private final Lane lane;
    private final Channel channel;
    private final Entrance entrance;
    private final String peer;
    private final Http2Codec codec;
    private final IntObjectMap<ClientStream> streams = new IntObjectHashMap<>();
    private boolean isLeaving;
    private long quietSinceNanos;

    private ClientStreams(Lane lane, Channel channel, Entrance entrance) {
        this.lane = lane;
        this.channel = channel;
        this.entrance = entrance;
        this.peer = Entrance.peer(channel);
        this.quietSinceNanos = lane.now();
        this.codec = Http2Codec.ofServer(lane.proxy().limits(), this);
    }

    /** Makes the end of the pipeline of a connection whose first bytes are still to be read. */
    static void open(Lane lane, Channel channel, Entrance entrance) {
        ClientStreams streams = new ClientStreams(lane, channel, entrance);
        Http2Codec codec = streams.codec;
        codec.connection().addListener(streams);
        channel.pipeline().addLast(codec);
        codec.encoder().flowController().listener(streams::writabilityChanged);
        channel.closeFuture().addListener(closed -> lane.remove(streams));
        lane.add(streams);
        codec.widen(lane.proxy().limits());
    }

    Lane lane() {
        return lane;
    }

    Channel channel() {
        return channel;
    }

    Entrance entrance() {
        return entrance;
    }

    String peer() {
        return peer;
    }

    Http2Codec codec() {
        return codec;
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
        onHeadersRead(ctx, id, head, padding, isLast);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean isLast) {
        ClientStream open = streams.get(id);
        try {
            if (open != null) {
                open.trailers(head, isLast);
            } else {
                ClientStream next = new ClientStream(this, codec.connection().stream(id));
                streams.put(id, next);
                next.begin(head, isLast);
            }
        } catch (IllegalArgumentException malformed) {
            codec.reset(id, Http2Error.PROTOCOL_ERROR);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean isLast) {
        ClientStream open = streams.get(id);
        int length = data.readableBytes();
        if (open == null) {
            return length + padding;
        }
        open.data(data.retain(), isLast);
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
        codec.remember(id);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        ClientStream closed = streams.remove(stream.id());
        if (closed != null) {
            quietSinceNanos = lane.now();
            closed.closed();
        }
    }

    @Override
    public void tick(long nowNanos) {
        for (ClientStream each : List.copyOf(streams.values())) {
            each.tick(nowNanos);
        }
        long idleNanos = lane.proxy().limits().idleTime().toNanos();
        if (streams.isEmpty() && nowNanos - quietSinceNanos > idleNanos) {
            channel.close();
        }
    }

    /** RFC 9113, 6.8: first without a last stream, since requests may be on their way. */
    @Override
    public void leave() {
        if (isLeaving) {
            return;
        }
        isLeaving = true;
        codec.sayGoAway(Integer.MAX_VALUE);
        lane.loop()
                .schedule(
                        () -> {
                            codec.sayGoAway(codec.connection().remote().lastStreamCreated());
                            channel.close();
                        },
                        GO_AWAY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void writabilityChanged(Http2Stream stream) {
        ClientStream open = streams.get(stream.id());
        if (open != null) {
            open.writabilityChanged();
        }
    }
}
