package mvi.engines.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.atomic.LongAdder;

/** Counters of clients' connections since the proxy's start. */
public final class ConnectionStats {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder limitReached = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedHeaders = new LongAdder();
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();

    /**
     * @param limitReached how often a bound of open connections was met, from when clients wait
     * @param refused because their source had too many
     * @param refusedHeaders connections of trusted proxies that did not begin with a header of the
     *     PROXY protocol, though they should
     * @param handshakes of TLS that came to a connection
     * @param failedHandshakes that did not: clients that hung up, spoke no TLS, or believed no
     *     certificate
     */
    public record Reading(
            long accepted,
            long limitReached,
            long refused,
            long refusedHeaders,
            long handshakes,
            long failedHandshakes) {}

    public Reading read() {
        return new Reading(
                accepted.sum(),
                limitReached.sum(),
                refused.sum(),
                refusedHeaders.sum(),
                handshakes.sum(),
                failedHandshakes.sum());
    }

    void accepted() {
        accepted.increment();
    }

    void limitReached() {
        limitReached.increment();
    }

    void refused() {
        refused.increment();
    }

    void refusedHeader() {
        refusedHeaders.increment();
    }

    /** Stands behind TLS until its handshake is over. */
    ChannelInboundHandlerAdapter ofHandshake() {
        return new Handshake();
    }

    private final class Handshake extends ChannelInboundHandlerAdapter {
        private boolean isOver;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                isOver = true;
                handshakes.increment();
                ctx.pipeline().remove(this);
            }
            ctx.fireUserEventTriggered(event);
        }

        /** Also when the channel closes before. */
        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            if (!isOver) {
                isOver = true;
                failedHandshakes.increment();
            }
        }
    }
}
