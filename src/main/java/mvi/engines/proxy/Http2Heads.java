package mvi.engines.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The same message in both versions (RFC 9113 section 8). Inside the proxy all have the form of
 * HTTP/1.1, whose rules then hold for both; a body whose length nobody said is chunked there.
 *
 * <p>What makes no message of HTTP/1.1 throws IllegalArgumentException: a stream that carries it is
 * malformed (section 8.1.1).
 */
final class Http2Heads {
    private static final int PSEUDO_FIELDS = 4;

    private static final AsciiString COOKIES_JOINT = AsciiString.cached("; ");

    private Http2Heads() {}

    /** Whether it asks for a protocol inside the stream (RFC 8441 section 4). */
    static boolean isExtendedConnect(Http2Headers head) {
        return head.get(PseudoHeaderName.PROTOCOL.value()) != null;
    }

    /**
     * @param isLast no body follows
     */
    static HttpRequest request(Http2Headers head, boolean isLast) {
        CharSequence method = head.method();
        CharSequence path = head.path();
        CharSequence authority = head.authority();
        if (method == null) {
            throw new IllegalArgumentException("no method");
        }
        boolean isConnect = HttpMethod.CONNECT.asciiName().contentEquals(method);
        boolean isTunnel = isConnect && !isExtendedConnect(head);
        if (isTunnel
                ? authority == null || path != null || head.scheme() != null
                : !isPath(path, method) || !isScheme(head.scheme())) {
            throw new IllegalArgumentException("not the pseudo-header fields of its method");
        }
        if (!isConnect && isExtendedConnect(head)) {
            throw new IllegalArgumentException("a protocol without CONNECT");
        }
        HttpHeaders fields = new DefaultHttpHeaders();
        HttpRequest request =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(method.toString()),
                        isTunnel ? authority.toString() : path.toString(),
                        fields);
        copy(head, fields);
        if (authority != null) {
            List<String> hosts = fields.getAll(HttpHeaderNames.HOST);
            if (hosts.size() > 1
                    || hosts.size() == 1 && !hosts.getFirst().contentEquals(authority)) {
                throw new IllegalArgumentException("two hosts");
            }
            fields.set(HttpHeaderNames.HOST, authority);
        }
        if (!isLast && !isConnect && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return request;
    }

    /** No URL, whose host would be a second authority (RFC 9113 section 8.3.1). */
    private static boolean isPath(@Nullable CharSequence path, CharSequence method) {
        return path != null
                && !path.isEmpty()
                && (path.charAt(0) == '/'
                        || path.length() == 1
                                && path.charAt(0) == '*'
                                && HttpMethod.OPTIONS.asciiName().contentEquals(method));
    }

    private static boolean isScheme(@Nullable CharSequence scheme) {
        return scheme != null
                && (HttpScheme.HTTPS.name().contentEqualsIgnoreCase(scheme)
                        || HttpScheme.HTTP.name().contentEqualsIgnoreCase(scheme));
    }

    /** Whether HTTP/1.1 can ask for the protocol that an extended CONNECT asks for. */
    static boolean isWebSocket(Http2Headers head) {
        CharSequence protocol = head.get(PseudoHeaderName.PROTOCOL.value());
        return HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(protocol);
    }

    /** As HTTP/1.1 asks for the protocol that an extended CONNECT asks for. */
    static void upgrade(HttpRequest request, Http2Headers head, RandomGenerator dice) {
        byte[] key = new byte[16];
        dice.nextBytes(key);
        request.setMethod(HttpMethod.GET);
        request.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, head.get(PseudoHeaderName.PROTOCOL.value()))
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key))
                .remove(HttpHeaderNames.CONTENT_LENGTH);
    }

    static Http2Headers request(HttpRequest request) {
        HttpHeaders fields = request.headers();
        Http2Headers head = new DefaultHttp2Headers(false, fields.size() + PSEUDO_FIELDS);
        head.method(request.method().asciiName());
        head.scheme("http");
        head.path(request.uri());
        String host = fields.get(HttpHeaderNames.HOST);
        if (host != null) {
            head.authority(host);
        }
        copy(fields, head);
        head.remove(HttpHeaderNames.HOST);
        // The proxy does pass trailers on, and gRPC asks for a word that it does.
        head.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        return head;
    }

    /**
     * @param isLast no body follows
     */
    static HttpResponse response(Http2Headers head, HttpMethod method, boolean isLast) {
        CharSequence status = head.status();
        if (status == null || status.length() != 3) {
            throw new IllegalArgumentException("no status");
        }
        HttpHeaders fields = new DefaultHttpHeaders();
        HttpResponseStatus code = HttpResponseStatus.parseLine(status);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, code, fields);
        copy(head, fields);
        if (mayHaveBody(code.code(), method) && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            if (isLast) {
                fields.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
            } else {
                fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        return response;
    }

    static boolean mayHaveBody(int status, HttpMethod method) {
        return status >= 200 && status != 204 && status != 304 && !method.equals(HttpMethod.HEAD);
    }

    static Http2Headers response(HttpResponse response) {
        HttpHeaders fields = response.headers();
        Http2Headers head = new DefaultHttp2Headers(false, fields.size() + PSEUDO_FIELDS);
        head.status(response.status().codeAsText());
        copy(fields, head);
        return head;
    }

    /** The end of a body that these fields follow. */
    static LastHttpContent last(Http2Headers block) {
        HttpHeaders fields = new DefaultHttpHeaders();
        for (Map.Entry<CharSequence, CharSequence> each : block) {
            if (PseudoHeaderName.hasPseudoHeaderFormat(each.getKey())) {
                throw new IllegalArgumentException("a pseudo-header field after the body");
            }
            if (isTrailer(each.getKey())) {
                fields.add(each.getKey(), trimmed(each.getValue()));
            }
        }
        return new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, fields);
    }

    static Http2Headers trailers(HttpHeaders fields) {
        Http2Headers block = new DefaultHttp2Headers(false, fields.size());
        Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> each = all.next();
            AsciiString name = AsciiString.of(each.getKey()).toLowerCase();
            if (isTrailer(name)) {
                block.add(name, each.getValue());
            }
        }
        return block;
    }

    /** What frames or routes a message can't come after it (RFC 9110 section 6.5.1). */
    static boolean isTrailer(CharSequence name) {
        return switch (name.toString()) {
            case "connection",
                    "content-length",
                    "host",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade" ->
                    false;
            default -> true;
        };
    }

    private static void copy(Http2Headers from, HttpHeaders to) {
        StringBuilder cookies = null;
        for (Map.Entry<CharSequence, CharSequence> each : from) {
            CharSequence name = each.getKey();
            if (PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                continue;
            }
            if (HttpHeaderNames.COOKIE.contentEquals(name)) {
                // RFC 9113, 8.2.3: in pieces for the sake of compression.
                if (cookies == null) {
                    cookies = new StringBuilder(each.getValue());
                } else {
                    cookies.append(COOKIES_JOINT).append(each.getValue());
                }
            } else {
                to.add(name, trimmed(each.getValue()));
            }
        }
        if (cookies != null) {
            to.set(HttpHeaderNames.COOKIE, cookies);
        }
    }

    /** RFC 9113, 8.2.1: parsers of HTTP/1.1 disagree on what is around a value. */
    private static CharSequence trimmed(CharSequence value) {
        int last = value.length() - 1;
        if (last >= 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(last)))) {
            throw new IllegalArgumentException("a value with space around it");
        }
        return value;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static void copy(HttpHeaders from, Http2Headers to) {
        Iterator<Map.Entry<CharSequence, CharSequence>> all = from.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> each = all.next();
            AsciiString name = AsciiString.of(each.getKey()).toLowerCase();
            if (!isOfConnection(name)) {
                to.add(name, each.getValue());
            }
        }
    }

    /** RFC 9113, 8.2.2: HTTP/2 has frames for what these say. */
    private static boolean isOfConnection(AsciiString name) {
        return name.equals(HttpHeaderNames.CONNECTION)
                || name.equals(HttpHeaderNames.TRANSFER_ENCODING)
                || name.equals(HttpHeaderNames.UPGRADE);
    }
}
