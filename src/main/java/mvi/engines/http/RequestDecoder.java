package mvi.engines.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's request decoder, which here refuses what it would repair (RFC 9112, 6.1: a length and
 * chunks at once is an attack), and which knows whether bytes came since the last head.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int CHUNK = 64 * 1024;

    private boolean hasBytes;

    RequestDecoder(HttpLimits limits) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength((int) limits.requestLine().bytes())
                        .setMaxHeaderSize((int) limits.headerBlock().bytes())
                        .setMaxChunkSize(CHUNK)
                        .setStrictLineParsing(true)
                        .setAllowDuplicateContentLengths(false));
    }

    boolean hasBytes() {
        return hasBytes;
    }

    void headSeen() {
        hasBytes = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        hasBytes = true;
        super.channelRead(context, message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
