package mvi.api.front;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.Json;

/**
 * A request that found its route.
 *
 * @param path the values of the template's names
 * @param who the token's owner, empty where none is needed
 */
record ApiCall(HttpRequest request, Map<String, String> path, String who) {
    private static final ByteCount MAXIMUM_JSON = ByteCount.mib(1);

    String app() {
        return path("app");
    }

    String path(String name) {
        return Optional.ofNullable(path.get(name))
                .orElseThrow(() -> Problem.bug("the route has no {" + name + "}", null));
    }

    /** The first of that name, or empty. */
    Optional<String> query(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : request.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /** {@code ?follow}, {@code ?follow=true}: yes; not there or {@code false}: no. */
    boolean isSet(String name, boolean unless) {
        return query(name)
                .map(value -> !value.equals("false") && !value.equals("0"))
                .orElse(unless);
    }

    /** The body's object, its fields in order; without a body an empty one. */
    Map<String, Object> json() throws IOException {
        byte[] body = request.body().readAll(MAXIMUM_JSON);
        Map<String, Object> fields = new LinkedHashMap<>();
        if (body.length > 0) {
            Map<?, ?> read = Json.read(body, Map.class);
            read.forEach(
                    (name, value) -> fields.put(String.valueOf(name), value == null ? "" : value));
        }
        return fields;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException bad) {
            throw Problem.invalid(
                    "bad-query", "'" + text + "' is not percent-encoded as it must be");
        }
    }
}
