package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** The codec's decoder, which knows that a response to HEAD has no body. */
final class TargetResponseDecoder extends HttpResponseDecoder {
    private boolean isForHead;

    TargetResponseDecoder(ProxyLimits limits) {
        super(StrictRequestDecoder.config(limits));
    }

    void expect(HttpMethod method) {
        isForHead = method.equals(HttpMethod.HEAD);
    }

    /** Bytes have come beyond what it has handed on. */
    boolean holdsMore() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage response) {
        return isForHead || super.isContentAlwaysEmpty(response);
    }
}
