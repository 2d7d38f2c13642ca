package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** The codec's encoder, which knows that a response to HEAD has no body. */
final class ClientResponseEncoder extends HttpResponseEncoder {
    private boolean isForHead;

    void expect(HttpMethod method) {
        isForHead = method.equals(HttpMethod.HEAD);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return isForHead || super.isContentAlwaysEmpty(response);
    }
}
