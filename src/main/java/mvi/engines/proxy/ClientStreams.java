package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection of HTTP/2 (RFC 9113): its streams are answered beside each other. What it
 * may make the proxy hold is bounded by the streams, the window of the connection and the header
 * list of {@link ProxyLimits}; floods of frames that ask for nothing are counted here, those of
 * resets by the codec.
 */
final class ClientStreams extends Http2EventAdapter implements Ticked {
    /** For requests that are on their way when the client is told to send no more. */
    private static final long GO_AWAY_MILLIS = 200;

    /** Frames that neither carry a message nor answer one; a browser sends a few. */
    private static final int IDLE_FRAMES = 1000;

    private static final Duration IDLE_FRAMES_TIME = Duration.ofSeconds(30);

    private final Lane lane;
    private final Channel channel;
    private final Entrance entrance;
    private final Peer peer;
    private final Http2Codec codec;
    private final IntObjectMap<ClientStream> streams = new IntObjectHashMap<>();
    private boolean isLeaving;
    private long quietSinceNanos;
    private int idleFrames;
    private long idleFramesSinceNanos;

    private ClientStreams(Lane lane, Channel channel, Entrance entrance) {
        this.lane = lane;
        this.channel = channel;
        this.entrance = entrance;
        this.peer = Peer.of(channel);
        this.quietSinceNanos = lane.now();
        this.idleFramesSinceNanos = lane.now();
        this.codec = Http2Codec.ofServer(lane.proxy().limits(), this);
    }

    /** The client speaks HTTP/2 without having asked (RFC 9113 section 3.3). */
    static void goOnFrom(
            Lane lane, Channel channel, Entrance entrance, StrictRequestDecoder decoder) {
        ChannelHandlerContext before = channel.pipeline().context(decoder);
        open(lane, channel, entrance);
        before.fireChannelRead(RequestRules.http2Preface());
        // It hands on what it holds when it is removed, which comes after what it took out.
        channel.pipeline().remove(decoder);
    }

    /** Makes the end of the pipeline of a connection whose first bytes are still to be read. */
    static void open(Lane lane, Channel channel, Entrance entrance) {
        ClientStreams streams = new ClientStreams(lane, channel, entrance);
        Http2Codec codec = streams.codec;
        codec.connection().addListener(streams);
        // HTTP/2 ends its streams by frames: who closes a half of the connection is gone.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
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

    Peer peer() {
        return peer;
    }

    Http2Codec codec() {
        return codec;
    }

    /** Frames that move a message along may be many. */
    void progressed() {
        idleFrames = 0;
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
        progressed();
        ClientStream open = streams.get(id);
        try {
            if (open != null) {
                open.trailers(head, isLast);
            } else {
                Http2Stream stream = codec.connection().stream(id);
                ClientStream next = new ClientStream(this, stream);
                codec.begun(stream);
                streams.put(id, next);
                next.begin(head, isLast);
            }
        } catch (IllegalArgumentException malformed) {
            codec.refuse(id, Http2Error.PROTOCOL_ERROR);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean isLast) {
        ClientStream open = streams.get(id);
        int length = data.readableBytes();
        progressed();
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
    public void onPriorityRead(
            ChannelHandlerContext ctx, int id, int dependency, short weight, boolean isExclusive)
            throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
            throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long word) throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long word) throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int last, long code, ByteBuf why)
            throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int more)
            throws Http2Exception {
        countIdleFrame();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        countIdleFrame();
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
        Duration most = lane.proxy().limits().idleTime();
        if (streams.isEmpty() && Ticked.isPast(nowNanos, quietSinceNanos, most)) {
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

    private void countIdleFrame() throws Http2Exception {
        if (Ticked.isPast(lane.now(), idleFramesSinceNanos, IDLE_FRAMES_TIME)) {
            idleFramesSinceNanos = lane.now();
            idleFrames = 0;
        }
        if (++idleFrames > IDLE_FRAMES) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "too many frames that ask for nothing");
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        ClientStream open = streams.get(stream.id());
        if (open != null) {
            open.writabilityChanged();
        }
    }
}
