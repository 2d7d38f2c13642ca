package mvi.services.image.front;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.Principal;
import mvi.engines.http.HttpRequest;
import mvi.services.image.LayerRange;
import mvi.services.image.Repository;

/** A request whose sender is known, and what it is about. */
record RegistryCall(HttpRequest request, RegistryTarget target, Principal principal) {
    Repository repository() {
        return target.parsedRepository();
    }

    String reference() {
        return target.reference();
    }

    /** A value of the query, decoded. */
    Optional<String> query(String name) {
        for (String pair : request.query().split("&")) {
            int at = pair.indexOf('=');
            if (at > 0 && pair.substring(0, at).equals(name)) {
                return Optional.of(decode(pair.substring(at + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw RegistryError.of("UNSUPPORTED", 400, "the query is not percent-encoded: " + text);
        }
    }

    /** {@code n} of a listing, bounded. */
    int limit(int most) {
        String text = query("n").orElse(Integer.toString(most));
        if (!text.matches("\\d{1,6}")) {
            throw RegistryError.of("UNSUPPORTED", 400, "n is a number of names, not " + text);
        }
        return Math.min(Integer.parseInt(text), most);
    }

    /** The first byte's place in the upload, where the client says it: {@code 0-1023}. */
    OptionalLong chunkOffset() {
        Optional<String> range = request.headers().first("Content-Range");
        if (range.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!range.get().matches("(bytes )?\\d{1,18}-\\d{1,18}(/.*)?")) {
            throw RegistryError.of(
                    "BLOB_UPLOAD_INVALID", 416, "Content-Range is FIRST-LAST, not " + range.get());
        }
        String text = range.get().replace("bytes ", "");
        return OptionalLong.of(Long.parseLong(text.substring(0, text.indexOf('-'))));
    }

    /** One range as RFC 9110 section 14 has it; what is none is ignored, as it says. */
    Optional<LayerRange> range() {
        Optional<String> header = request.headers().first("Range");
        if (header.isEmpty() || !header.get().matches("bytes=(\\d{1,18}-\\d{0,18}|-\\d{1,18})")) {
            return Optional.empty();
        }
        String text = header.get().substring("bytes=".length());
        int dash = text.indexOf('-');
        return Optional.of(
                new LayerRange(number(text.substring(0, dash)), number(text.substring(dash + 1))));
    }

    private static OptionalLong number(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
