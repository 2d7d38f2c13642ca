package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy answers itself, and why in words.
 *
 * @param status of the answer
 * @param text for people, in one line, naming nothing of what is behind
 * @param isHostile the connection can't be trusted any further, and is closed
 * @param isPage whether the text is HTML
 * @param location where to ask instead, or null
 */
record OwnAnswer(
        int status, String text, boolean isHostile, boolean isPage, @Nullable String location) {
    static final OwnAnswer UNKNOWN_HOST = of(404, "No app answers to this name.");
    static final OwnAnswer ONLY_SECURE = of(403, "This is answered by HTTPS only.");

    /** RFC 9110 section 15.5.20: a client may ask again by a connection of its own. */
    static final OwnAnswer MISDIRECTED =
            of(421, "This name is answered on connections of its own.");

    static final OwnAnswer NO_HEALTHY_TARGET =
            of(503, "The app is starting or unwell. Please try again in a moment.");
    static final OwnAnswer FULL = of(503, "The app has all the requests it can take. Try again.");
    static final OwnAnswer NO_ANSWER = of(502, "The app did not answer.");
    static final OwnAnswer BAD_ANSWER = of(502, "The app's answer could not be understood.");
    static final OwnAnswer TOO_MANY_FIELDS =
            hostile(431, "The request has too many header fields.");
    static final OwnAnswer TOO_LONG_BODY = hostile(413, "The request's body is too long.");
    static final OwnAnswer SLOW_REQUEST = hostile(408, "The request's body stopped coming.");
    static final OwnAnswer SLOW_ANSWER = of(504, "The app took too long to answer.");

    static OwnAnswer of(int status, String text) {
        return new OwnAnswer(status, text, false, false, null);
    }

    static OwnAnswer hostile(int status, String text) {
        return new OwnAnswer(status, text, true, false, null);
    }

    /** What the codec could not read. */
    static OwnAnswer malformed(HttpObject part) {
        return switch (part.decoderResult().cause()) {
            // The line of a chunk's size has the same limit, but no target.
            case TooLongHttpLineException line when part instanceof HttpRequest ->
                    hostile(414, "The request's line is too long.");
            case TooLongHttpHeaderException head ->
                    hostile(431, "The request's header is too long.");
            default -> hostile(400, "The request is malformed.");
        };
    }

    /** For who looks whether a name leads here. */
    static OwnAnswer proof(String text) {
        return of(200, text);
    }

    /** Method and body stay what they are (RFC 9110 section 15.4.9). */
    static OwnAnswer moved(String location) {
        return new OwnAnswer(308, "This is at another address.", false, false, location);
    }

    /** Whatever the request is, nobody is in; browsers show it as a page. */
    static OwnAnswer maintenance(String text) {
        String page =
                """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Maintenance</title>
                <body style="font: 1.2em/1.5 system-ui; max-width: 30em; margin: 20vh auto; padding: 1em">
                <p>%s</p>\
                """
                        .formatted(escape(text));
        return new OwnAnswer(503, page, false, true, null);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    FullHttpResponse response(ByteBufAllocator buffers, boolean isForHead) {
        ByteBuf body = ByteBufUtil.writeUtf8(buffers, text + "\n");
        int length = body.readableBytes();
        if (isForHead) {
            body.clear();
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        response.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (location != null) {
            response.headers().set(HttpHeaderNames.LOCATION, location);
        }
        if (status == 503) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        if (status == 405) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
        return response;
    }
}
