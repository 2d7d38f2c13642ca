package mvi.services.blob.front;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.http.Headers;
import mvi.services.blob.StoredObject;

/** Conditions on a read, in the order of RFC 9110 section 13.2.2. */
final class Preconditions {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private Preconditions() {}

    /** What a condition leads to. */
    enum Verdict {
        GO_ON,
        NOT_MODIFIED,
        FAILED
    }

    /**
     * @param prefix of the four fields' names: empty, or {@code x-amz-copy-source-}
     */
    static Verdict of(Headers headers, String prefix, StoredObject object) {
        Optional<String> match = headers.first(prefix + "if-match");
        if (match.isPresent()) {
            if (!names(match.get(), object.etag())) {
                return Verdict.FAILED;
            }
        } else if (date(headers, prefix + "if-unmodified-since")
                .filter(since -> modified(object).isAfter(since))
                .isPresent()) {
            return Verdict.FAILED;
        }
        Optional<String> noneMatch = headers.first(prefix + "if-none-match");
        if (noneMatch.isPresent()) {
            return names(noneMatch.get(), object.etag()) ? Verdict.NOT_MODIFIED : Verdict.GO_ON;
        }
        return date(headers, prefix + "if-modified-since")
                        .filter(since -> !modified(object).isAfter(since))
                        .isPresent()
                ? Verdict.NOT_MODIFIED
                : Verdict.GO_ON;
    }

    private static boolean names(String field, String etag) {
        return COMMA.splitAsStream(field)
                .map(S3Fields::unquoted)
                .anyMatch(each -> each.equals("*") || each.equals(etag));
    }

    private static Optional<Instant> date(Headers headers, String name) {
        return headers.first(name).flatMap(S3Fields::httpDate);
    }

    /** Header dates have whole seconds. */
    private static Instant modified(StoredObject object) {
        return object.modified().truncatedTo(ChronoUnit.SECONDS);
    }
}
