package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** Tells a client's next request to go to the same target; names nothing of what is behind. */
final class StickyCookie {
    private static final String NAME = "mvi-sticky";
    private static final int KEY_BYTES = 8;

    private StickyCookie() {}

    static String key(String route, String target) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((route + "\n" + target).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }

    /** The key of the target that the client had before, or null. */
    static @Nullable String wish(HttpRequest request) {
        for (String field : request.headers().getAll(HttpHeaderNames.COOKIE)) {
            for (Cookie each : ServerCookieDecoder.STRICT.decode(field)) {
                if (each.name().equals(NAME)) {
                    return each.value();
                }
            }
        }
        return null;
    }

    static void set(HttpResponse response, Target target, boolean isSecure) {
        DefaultCookie cookie = new DefaultCookie(NAME, target.stickyKey());
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(isSecure);
        cookie.setSameSite(SameSite.Lax);
        response.headers()
                .add(HttpHeaderNames.SET_COOKIE, ServerCookieEncoder.STRICT.encode(cookie));
    }
}
