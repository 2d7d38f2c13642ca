package mvi.api.front;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.engines.http.HttpReply;

/**
 * One operation of the API.
 *
 * @param template path with {@code {name}} for a part of it
 * @param permission what the token must allow; empty for none at all
 */
record ApiRoute(
        String method, String template, String summary, String permission, Handler handler) {
    /** Does the work; throws Problems. */
    @FunctionalInterface
    interface Handler {
        HttpReply handle(ApiCall call) throws Exception;
    }

    /** The values of the template's names, or empty when the path is another. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                values.put(
                        wanted[i].substring(1, wanted[i].length() - 1), ApiCall.decode(given[i]));
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
