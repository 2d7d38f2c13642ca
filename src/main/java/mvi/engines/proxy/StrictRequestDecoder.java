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
 * The codec's decoder, which also refuses what parsers disagree on: folded header lines (RFC 9112,
 * 5.2) and a request line whose words are parted by more than a space (section 3). It tells whether
 * a head has begun.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private static final byte LF = '\n';

    private boolean isBetweenBodies = true;
    private boolean hasBegun;
    private boolean isLineRead;
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
            int start = isLineRead ? in.readerIndex() : lineStart(in);
            // An empty line after a body, as some clients send one, begins no request.
            hasBegun |= isLineRead || start < in.writerIndex();
            if (!isLineRead && isOddlyParted(in, start) || isFolded(in, start)) {
                isRefused = true;
                HttpMessage refused = createInvalidMessage();
                refused.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("ambiguous head")));
                out.add(refused);
                return;
            }
        }
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() > before) {
            isBetweenBodies = out.getLast() instanceof LastHttpContent;
            hasBegun = false;
            isLineRead = false;
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
        if (!line[2].startsWith("HTTP/")) {
            // RFC 9112, 2.3: in capitals, which the codec would make of any letters.
            throw new IllegalArgumentException("another protocol");
        }
        isLineRead = true;
        return super.createMessage(line);
    }

    /** After empty lines, which a client may send first (RFC 9112 section 2.2). */
    private static int lineStart(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex() && (in.getByte(at) == '\r' || in.getByte(at) == LF)) {
            at++;
        }
        return at;
    }

    private static boolean isOddlyParted(ByteBuf in, int start) {
        int lineEnd = in.indexOf(start, in.writerIndex(), LF);
        int spaces = 0;
        for (int at = start; at < lineEnd; at++) {
            byte c = in.getByte(at);
            if (c == ' ') {
                spaces++;
            } else if (c >= 0 && c < ' ' && !(c == '\r' && at == lineEnd - 1)) {
                return true;
            }
        }
        return lineEnd >= 0 && spaces != 2;
    }

    /**
     * @param at the start of a line, as the buffer's is: those before it were taken out whole
     */
    private static boolean isFolded(ByteBuf in, int at) {
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
