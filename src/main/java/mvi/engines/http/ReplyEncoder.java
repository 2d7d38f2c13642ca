package mvi.engines.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Netty's encoder, told whether the request was a HEAD, whose reply has a length but no body. */
final class ReplyEncoder extends HttpResponseEncoder {
    private boolean isHead;

    void requestIsHead(boolean head) {
        isHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return isHead || super.isContentAlwaysEmpty(response);
    }
}
