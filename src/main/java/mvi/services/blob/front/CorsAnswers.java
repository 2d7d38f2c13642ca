package mvi.services.blob.front;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.policy.Grant;
import mvi.services.blob.CorsRule;

/** What browsers are told of who may read a bucket's answers (Fetch standard, section 3.2). */
final class CorsAnswers {
    private CorsAnswers() {}

    /** A browser asks before it sends what a form could not. */
    static HttpReply preflight(S3Call call) {
        String origin =
                call.header("origin")
                        .orElseThrow(() -> S3Error.of("BadRequest", 400, "there is no Origin"));
        String method =
                call.header("access-control-request-method")
                        .orElseThrow(
                                () ->
                                        S3Error.of(
                                                "BadRequest",
                                                400,
                                                "there is no Access-Control-Request-Method"));
        List<String> headers =
                call.header("access-control-request-headers")
                        .map(it -> Arrays.asList(it.strip().split("\\s*,\\s*")))
                        .orElse(List.of());
        CorsRule rule =
                matching(call, origin, method)
                        .filter(each -> allows(each, headers))
                        .orElseThrow(
                                () ->
                                        S3Error.accessDenied(
                                                "no CORS rule of the bucket allows this"));
        Headers answer = of(rule, origin);
        if (!headers.isEmpty()) {
            answer =
                    answer.with(
                            "Access-Control-Allow-Headers",
                            String.join(", ", headers).toLowerCase(Locale.ROOT));
        }
        if (rule.maxAgeSeconds().isPresent()) {
            answer =
                    answer.with(
                            "Access-Control-Max-Age", String.valueOf(rule.maxAgeSeconds().get()));
        }
        return HttpReply.empty(200, answer);
    }

    /** What is added to an answer, if its bucket has a rule for who asks. */
    static Headers on(S3Call call) {
        Optional<String> origin = call.header("origin");
        if (origin.isEmpty() || call.found().isEmpty()) {
            return Headers.NONE;
        }
        String method =
                call.header("access-control-request-method").orElse(call.request().method());
        return matching(call, origin.get(), method)
                .map(rule -> of(rule, origin.get()))
                .orElse(Headers.NONE);
    }

    private static Optional<CorsRule> matching(S3Call call, String origin, String method) {
        return call.settings().cors().stream()
                .filter(rule -> rule.methods().contains(method))
                .filter(rule -> matches(rule.origins(), origin))
                .findFirst();
    }

    private static boolean allows(CorsRule rule, List<String> headers) {
        List<String> patterns =
                rule.headers().stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
        return headers.stream().allMatch(each -> matches(patterns, each.toLowerCase(Locale.ROOT)));
    }

    private static boolean matches(List<String> patterns, String text) {
        return patterns.stream().anyMatch(each -> new Grant.Pattern(each).matches(text));
    }

    private static Headers of(CorsRule rule, String origin) {
        boolean isForAll = rule.origins().contains("*");
        Headers headers =
                Headers.of(
                        "Access-Control-Allow-Origin",
                        isForAll ? "*" : origin,
                        "Access-Control-Allow-Methods",
                        String.join(", ", rule.methods()),
                        "Vary",
                        "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
        if (!isForAll) {
            headers = headers.with("Access-Control-Allow-Credentials", "true");
        }
        return rule.exposed().isEmpty()
                ? headers
                : headers.with("Access-Control-Expose-Headers", String.join(", ", rule.exposed()));
    }
}
