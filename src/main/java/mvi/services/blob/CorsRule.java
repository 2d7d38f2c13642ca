package mvi.services.blob;

import java.util.List;
import java.util.Optional;

/**
 * Which pages may read a bucket by a browser (Fetch standard, CORS protocol).
 *
 * @param origins patterns with at most one {@code *}
 * @param headers patterns of request headers with at most one {@code *}
 * @param maxAgeSeconds how long a browser may remember the answer
 */
public record CorsRule(
        Optional<String> id,
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        Optional<Integer> maxAgeSeconds) {
    public CorsRule {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }
}
