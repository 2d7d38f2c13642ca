package mvi.engines.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the header of the PROXY protocol (version 1 or 2) with which a trusted proxy begins a
 * connection, and takes the told client for its peer. Stands behind the codec's decoder.
 *
 * <p>Who is told of as LOCAL, UNKNOWN, or by no address of TCP, is the proxy itself: the address
 * stays, but it is not believed in what it says of its requests, which may be anybody's.
 */
final class ToldPeer extends ChannelInboundHandlerAdapter {
    /**
     * For what may follow the addresses (TLV), which is not looked at; common proxies say 1 KiB.
     */
    static final int EXTENSION_BYTES = 4 << 10;

    private final Peer direct;
    private final TrustedProxies trusted;
    private final Duration patience;
    private final ConnectionStats stats;
    private final Consumer<Peer> settled;
    private @Nullable Future<?> timer;
    private boolean isOver;

    ToldPeer(
            Peer direct,
            TrustedProxies trusted,
            Duration patience,
            ConnectionStats stats,
            Consumer<Peer> settled) {
        this.direct = direct;
        this.trusted = trusted;
        this.patience = patience;
        this.stats = stats;
        this.settled = settled;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer =
                ctx.executor()
                        .schedule(() -> refuse(ctx), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // The decoder goes on, when the channel closes, with what follows a header that it refused.
        if (isOver || !(message instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(message);
            return;
        }
        Peer peer;
        try {
            peer = peer(header);
        } finally {
            header.release();
        }
        if (peer == null) {
            refuse(ctx);
            return;
        }
        end();
        peer.attach(ctx.channel());
        settled.accept(peer);
        ctx.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            end();
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            refuse(ctx);
        } else {
            end();
            ctx.close();
        }
    }

    /** Also when the channel closes before. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void refuse(ChannelHandlerContext ctx) {
        if (!isOver) {
            end();
            stats.refusedHeader();
            ctx.close();
        }
    }

    private void end() {
        isOver = true;
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }

    /** Null when it says what can't be. */
    private @Nullable Peer peer(HAProxyMessage header) {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        if (header.command() == HAProxyCommand.LOCAL
                || protocol != HAProxyProxiedProtocol.TCP4
                        && protocol != HAProxyProxiedProtocol.TCP6) {
            return new Peer(direct.from(), direct.to(), false, true);
        }
        InetAddress from = AddressRange.address(header.sourceAddress());
        InetAddress to = AddressRange.address(header.destinationAddress());
        if (from == null || to == null) {
            return null;
        }
        return new Peer(
                new InetSocketAddress(from, header.sourcePort()),
                new InetSocketAddress(to, header.destinationPort()),
                trusted.contains(from),
                true);
    }
}
