package mvi.engines.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Netty's decoder, told whether the request was a HEAD, whose answer has a length but no body. */
final class AnswerDecoder extends HttpResponseDecoder {
    private volatile boolean isHead;

    AnswerDecoder(HttpLimits limits) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength((int) limits.requestLine().bytes())
                        .setMaxHeaderSize((int) limits.headerBlock().bytes())
                        .setAllowDuplicateContentLengths(false));
    }

    void requestIsHead(boolean head) {
        isHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return isHead || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
