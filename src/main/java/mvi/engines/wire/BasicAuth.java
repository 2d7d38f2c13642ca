package mvi.engines.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mvi.engines.base.Secret;

/** Name and password of an Authorization header (RFC 7617). */
public record BasicAuth(String user, Secret password) {
    private static final String SCHEME = "Basic ";

    /** Empty when the header is of another scheme or malformed. */
    public static Optional<BasicAuth> parse(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String both =
                    new String(
                            Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()),
                            StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(
                            new BasicAuth(
                                    both.substring(0, colon),
                                    Secret.of(both.substring(colon + 1))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    public String header() {
        return SCHEME
                + Base64.getEncoder()
                        .encodeToString(
                                (user + ":" + password.revealText())
                                        .getBytes(StandardCharsets.UTF_8));
    }
}
