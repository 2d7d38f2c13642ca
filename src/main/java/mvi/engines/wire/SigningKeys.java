package mvi.engines.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mvi.engines.base.Secret;

/**
 * What a day's signatures are made with, for one region and service. Four of the five MACs of a
 * request are for this key, so the last ones are kept.
 */
final class SigningKeys {
    private static final int MOST = 1000;

    private final Map<Scope, Secret> keys = new ConcurrentHashMap<>();

    private record Scope(Secret secret, String date, String region, String service) {}

    byte[] of(Secret secret, String date, String region, String service) {
        // Who asks has proven nothing yet: all that is kept is bounded, whatever it asks for.
        if (keys.size() >= MOST) {
            keys.clear();
        }
        return keys.computeIfAbsent(new Scope(secret, date, region, service), SigningKeys::derived)
                .reveal();
    }

    private static Secret derived(Scope scope) {
        byte[] key = ("AWS4" + scope.secret().revealText()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(scope.date(), scope.region(), scope.service(), "aws4_request")) {
            key = SigV4.hmac(key, part);
        }
        return Secret.of(key);
    }
}
