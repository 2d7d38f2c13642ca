package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** What a target's response looks like to the client (RFC 9110 section 7.6, RFC 9112 section 6). */
final class ResponseRules {
    private ResponseRules() {}

    /** How the end of a response's body is told. */
    enum End {
        /** There is no body, or its length is known. */
        COUNTED,
        CHUNKED,
        /** By the end of the connection. */
        CLOSE
    }

    static End end(HttpResponse response, HttpMethod method) {
        int status = response.status().code();
        if (method.equals(HttpMethod.HEAD) || status < 200 || status == 204 || status == 304) {
            return End.COUNTED;
        }
        if (HttpUtil.isTransferEncodingChunked(response)) {
            return End.CHUNKED;
        }
        return response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                ? End.COUNTED
                : End.CLOSE;
    }

    /** Removes what was meant for the proxy alone. */
    static void strip(HttpResponse response) {
        HttpHeaders headers = response.headers();
        for (String named : RequestRules.connectionTokens(headers)) {
            switch (named) {
                case "content-length", "transfer-encoding" -> {}
                default -> headers.remove(named);
            }
        }
        RequestRules.removeHopByHop(headers);
        headers.remove(HttpHeaderNames.PROXY_AUTHENTICATE);
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
    }

    /**
     * Frames the response for its client.
     *
     * @return how its end is told to the client
     */
    static End frame(HttpResponse response, End end, boolean isOldClient, boolean willClose) {
        HttpHeaders headers = response.headers();
        End told = end == End.COUNTED ? End.COUNTED : isOldClient ? End.CLOSE : End.CHUNKED;
        switch (told) {
            case COUNTED -> {}
            case CHUNKED -> {
                headers.remove(HttpHeaderNames.CONTENT_LENGTH);
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            case CLOSE -> headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        if (willClose || told == End.CLOSE) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (isOldClient) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return told;
    }
}
