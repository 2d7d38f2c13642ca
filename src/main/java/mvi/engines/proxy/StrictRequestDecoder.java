package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * The codec's decoder, which also refuses folded header lines (RFC 9112, 5.2: they are obsolete and
 * parsers disagree on them), and tells whether a head has begun.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private static final byte LF = '\n';

    private boolean isBetweenBodies = true;
    private boolean hasBegun;
    private boolean isRefused;

    StrictRequestDecoder(ProxyLimits limits) {
        super(config(limits));
    }

    static HttpDecoderConfig config(ProxyLimits limits) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength((int) limits.requestLine().bytes())
                .setMaxHeaderSize((int) limits.headerBlock().bytes())
                .setMaxChunkSize(64 * 1024)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false);
    }

    /** Part of a head has come, its end has not. */
    boolean isInHead() {
        return isBetweenBodies && hasBegun;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        if (isRefused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (isBetweenBodies && in.isReadable()) {
            hasBegun = true;
            if (isFolded(in)) {
                isRefused = true;
                HttpMessage refused = createInvalidMessage();
                refused.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("folded header line")));
                out.add(refused);
                return;
            }
        }
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() > before) {
            isBetweenBodies = out.getLast() instanceof LastHttpContent;
            hasBegun = false;
        }
    }

    /** The buffer begins at the start of a line: the lines before it were taken out whole. */
    private static boolean isFolded(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            byte first = in.getByte(at);
            if (first == ' ' || first == '\t') {
                return true;
            }
            if (first == '\r') {
                return false;
            }
            int lineEnd = in.indexOf(at, end, LF);
            if (lineEnd < 0) {
                return false;
            }
            at = lineEnd + 1;
        }
        return false;
    }
}
