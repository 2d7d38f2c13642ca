package mvi.engines.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A request's head, checked as strictly as RFC 9112 allows: whatever two readers could frame
 * differently is refused, never repaired.
 */
sealed interface RequestHead {
    Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** A head that can be served. */
    record Good(
            String method,
            String path,
            String query,
            Headers headers,
            OptionalLong length,
            boolean keepsAlive,
            boolean expectsContinue,
            boolean isOldVersion)
            implements RequestHead {}

    /** A head that is answered with this status, after which the connection closes. */
    record Bad(int status, String why) implements RequestHead {}

    static RequestHead of(io.netty.handler.codec.http.HttpRequest raw) {
        if (raw.decoderResult().isFailure()) {
            return failed(raw.decoderResult().cause());
        }
        boolean isOld = raw.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (!isOld && !raw.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new Bad(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        HttpHeaders fields = raw.headers();
        int hosts = fields.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && !isOld)) {
            return new Bad(400, "a request has exactly one Host");
        }
        List<String> encodings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!encodings.isEmpty() && (isOld || !lengths.isEmpty())) {
            return new Bad(400, "Transfer-Encoding does not go with the rest of this request");
        }
        if (encodings.size() > 1
                || (encodings.size() == 1 && !encodings.getFirst().equalsIgnoreCase("chunked"))) {
            return new Bad(501, "the only transfer encoding is chunked");
        }
        if (lengths.size() > 1
                || (lengths.size() == 1 && !LENGTH.matcher(lengths.getFirst()).matches())) {
            return new Bad(400, "Content-Length is not one number");
        }
        OptionalLong length =
                encodings.isEmpty()
                        ? OptionalLong.of(
                                lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst()))
                        : OptionalLong.empty();
        return target(raw, length, isOld);
    }

    private static RequestHead failed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> new Bad(414, "the request line is too long");
            case TooLongHttpHeaderException _ -> new Bad(431, "the headers are too large");
            case TooLongFrameException _ -> new Bad(431, "the headers are too large");
            default -> new Bad(400, "this is not an HTTP request");
        };
    }

    private static RequestHead target(
            io.netty.handler.codec.http.HttpRequest raw, OptionalLong length, boolean isOld) {
        String target = raw.uri();
        Headers headers = headers(raw.headers());
        if (target.regionMatches(true, 0, "http://", 0, 7)
                || target.regionMatches(true, 0, "https://", 0, 8)) {
            String rest = target.substring(target.indexOf("//") + 2);
            int slash = endOfAuthority(rest);
            headers = headers.without("Host").with("Host", rest.substring(0, slash));
            target = rest.substring(slash);
            target = target.startsWith("/") ? target : "/" + target;
        }
        boolean isAsterisk = target.equals("*") && raw.method().name().equals("OPTIONS");
        if (!isAsterisk && !target.startsWith("/")) {
            return new Bad(400, "the request's target is not a path");
        }
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
            return new Bad(400, "the request's target has characters that must be encoded");
        }
        int mark = target.indexOf('?');
        return new Good(
                raw.method().name(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers,
                length,
                HttpUtil.isKeepAlive(raw),
                HttpUtil.is100ContinueExpected(raw),
                isOld);
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                return i;
            }
        }
        return rest.length();
    }

    private static Headers headers(HttpHeaders fields) {
        List<String> namesAndValues = new ArrayList<>(fields.size() * 2);
        for (Map.Entry<String, String> field : fields) {
            namesAndValues.add(field.getKey());
            namesAndValues.add(field.getValue());
        }
        return Headers.of(namesAndValues);
    }
}
