package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like, and what it looks like to a target (RFC 9110 section 7.6, RFC 9112
 * sections 3 and 6). The codec has already refused wrong line ends, doubled lengths, a length
 * beside a transfer coding, and transfer codings that don't end in chunked.
 */
final class RequestRules {
    static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
    static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
    static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
    static final AsciiString FORWARDED_CLIENT_CERT = AsciiString.cached("X-Forwarded-Client-Cert");
    static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("Keep-Alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("Proxy-Connection");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("HTTP2-Settings");
    private static final AsciiString WEBSOCKET_KEY1 = AsciiString.cached("Sec-WebSocket-Key1");
    private static final int REQUEST_ID_LENGTH = 200;

    private RequestRules() {}

    /** Why the request is not let in, or null; makes its target origin-form and its Host right. */
    static @Nullable OwnAnswer refusal(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
            return OwnAnswer.hostile(505, "HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return OwnAnswer.hostile(405, "CONNECT is not offered here.");
        }
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && version.minorVersion() > 0) {
            return OwnAnswer.hostile(400, "A request has one Host.");
        }
        // The codec would take eight bytes after such a head for a body (a WebSocket draft of
        // 2010) although neither length nor coding announces one.
        if (headers.contains(WEBSOCKET_KEY1)) {
            return OwnAnswer.hostile(400, "This draft of WebSocket is not spoken here.");
        }
        if (!isMethod(request.method().name())) {
            return OwnAnswer.hostile(400, "The method is not a word.");
        }
        if (hasUnknownCoding(headers)) {
            return OwnAnswer.hostile(501, "No transfer coding but chunked is understood here.");
        }
        return targetRefusal(request);
    }

    /** The first half of what begins HTTP/2 has the form of a request (RFC 9113 section 3.4). */
    static boolean isHttp2Preface(HttpRequest request) {
        return request.protocolVersion().majorVersion() == 2
                && request.method().name().equals("PRI")
                && request.uri().equals("*")
                && request.headers().isEmpty();
    }

    static ByteBuf http2Preface() {
        return Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\n", StandardCharsets.US_ASCII);
    }

    private static @Nullable OwnAnswer targetRefusal(HttpRequest request) {
        String uri = request.uri();
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\' || c == '"' || c == '<') {
                return OwnAnswer.hostile(400, "The request's target holds a forbidden character.");
            }
        }
        OwnAnswer refusal = hostRefusal(request.headers().get(HttpHeaderNames.HOST, ""));
        if (refusal != null
                || uri.startsWith("/")
                || uri.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            return refusal;
        }
        String lower = uri.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            return OwnAnswer.hostile(400, "The request's target is not a path.");
        }
        // RFC 9112, 3.2.2: the authority of an absolute target replaces Host.
        int end = start;
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
            end++;
        }
        String host = uri.substring(start, end);
        String rest = uri.substring(end);
        request.headers().set(HttpHeaderNames.HOST, host);
        request.setUri(rest.startsWith("/") ? rest : "/" + rest);
        return host.isEmpty() ? OwnAnswer.hostile(400, "Host is empty.") : hostRefusal(host);
    }

    private static @Nullable OwnAnswer hostRefusal(String host) {
        return isHost(host) ? null : OwnAnswer.hostile(400, "Host is not a name.");
    }

    /** A name or an address in brackets, and perhaps a port (RFC 9110 section 7.2); or nothing. */
    static boolean isHost(String host) {
        boolean isAddress = host.startsWith("[");
        int at = isAddress ? 1 : 0;
        while (at < host.length() && isOfHost(host.charAt(at), isAddress)) {
            at++;
        }
        if (isAddress && (at == host.length() || host.charAt(at++) != ']')) {
            return false;
        }
        if (at == host.length()) {
            return true;
        }
        boolean isPort = at > 0 && host.charAt(at) == ':';
        for (at++; at < host.length(); at++) {
            isPort &= host.charAt(at) >= '0' && host.charAt(at) <= '9';
        }
        return isPort;
    }

    private static boolean isOfHost(char c, boolean isAddress) {
        if (c >= '0' && c <= '9' || c == '.') {
            return true;
        }
        char small = (char) (c | 0x20);
        return isAddress
                ? small >= 'a' && small <= 'f' || c == ':'
                : small >= 'a' && small <= 'z' || c == '-' || c == '_';
    }

    /** The codec undoes chunked alone: what is inside of it would lose its name. */
    private static boolean hasUnknownCoding(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() > 1
                || codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked");
    }

    private static boolean isMethod(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !method.isEmpty();
    }

    static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    static boolean isIdempotent(HttpMethod method) {
        return switch (method.name()) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /**
     * The protocol that an upgrade asks for, or null when none is asked for or can be let through.
     */
    static @Nullable String upgrade(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        // An upgrade to HTTP/2 would carry requests past the route table.
        if (protocol == null
                || leadsToHttp2(protocol.toLowerCase(Locale.ROOT))
                || request.protocolVersion().minorVersion() == 0
                || hasBody(request)
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return null;
        }
        return protocol;
    }

    /** Wherever it stands in a list, since the target may choose of it. */
    private static boolean leadsToHttp2(String protocols) {
        return protocols.contains("h2c") || protocols.contains("http/");
    }

    /** Makes the request's head what the target shall see. */
    static @Nullable OwnAnswer rewrite(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String upgrade = upgrade(request);
        boolean isChunked = HttpUtil.isTransferEncodingChunked(request);
        for (String named : connectionTokens(headers)) {
            switch (named) {
                case "host", "content-length", "transfer-encoding" -> {
                    return OwnAnswer.hostile(400, "Connection names " + named + ".");
                }
                default -> {
                    // Who asked is for the entrance to judge; a client that a proxy passes on can't
                    // take that proxy's word out.
                    if (!isForged(named)) {
                        headers.remove(named);
                    }
                }
            }
        }
        removeHopByHop(headers);
        headers.remove(HttpHeaderNames.TE);
        headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
        headers.remove(HTTP2_SETTINGS);
        if (isChunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        }
        if (request.protocolVersion().minorVersion() == 0) {
            headers.remove(HttpHeaderNames.EXPECT);
        }
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        return null;
    }

    /** Says who asked; whatever else the message said of that is gone. */
    static void forward(HttpRequest request, Origin origin) {
        HttpHeaders headers = request.headers();
        removeForged(headers);
        headers.set(FORWARDED_FOR, origin.path());
        headers.set(FORWARDED_PROTO, origin.isSecure() ? "https" : "http");
        headers.set(FORWARDED_HOST, origin.host());
    }

    /**
     * What frames or routes a message, or says who asked, can't come after it (RFC 9110, 6.5.1).
     */
    static void cleanTrailers(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return;
        }
        removeForged(trailers);
        for (String name : List.copyOf(trailers.names())) {
            if (!Http2Heads.isTrailer(name.toLowerCase(Locale.ROOT))) {
                trailers.remove(name);
            }
        }
    }

    /**
     * By what logs find it again: an id that is one word, and its trace. What a client gave of both
     * stays.
     */
    static void identify(HttpRequest request, RandomGenerator dice) {
        HttpHeaders headers = request.headers();
        String given = headers.get(REQUEST_ID);
        if (given == null || !isWord(given) || headers.getAll(REQUEST_ID).size() > 1) {
            headers.set(REQUEST_ID, TraceContext.hex(dice) + TraceContext.hex(dice));
        }
        TraceContext.carryOn(headers, dice);
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= REQUEST_ID_LENGTH;
    }

    static void removeHopByHop(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.CONNECTION);
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
        headers.remove(HttpHeaderNames.UPGRADE);
    }

    /** Lower-case names that Connection holds; empty for nearly every request. */
    static List<String> connectionTokens(HttpHeaders headers) {
        List<String> values = headers.getAll(HttpHeaderNames.CONNECTION);
        if (values.isEmpty()
                || values.size() == 1
                        && (values.getFirst().equalsIgnoreCase("keep-alive")
                                || values.getFirst().equalsIgnoreCase("close"))) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String value : values) {
            for (String token : value.split(",", -1)) {
                String name = token.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Whatever an app may read as a proxy's word, also under the spelling that CGI blurs. */
    private static void removeForged(HttpHeaders headers) {
        List<String> forged = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            CharSequence name = all.next().getKey();
            char first = name.charAt(0);
            if ((first == 'x' || first == 'X' || first == 'f' || first == 'F') && isForged(name)) {
                forged = forged == null ? new ArrayList<>() : forged;
                forged.add(name.toString());
            }
        }
        if (forged != null) {
            forged.forEach(headers::remove);
        }
    }

    private static boolean isForged(CharSequence name) {
        String plain = name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        return plain.startsWith("x-forwarded-")
                || plain.equals("forwarded")
                || plain.equals("x-real-ip");
    }
}
