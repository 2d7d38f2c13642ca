package mvi.engines.base;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * When an authority would have a certificate renewed (RFC 9773 section 4.2).
 *
 * @param start of the window, before its end
 * @param explanation a page for people, where there is more to say
 * @param askAgain when it may say something else; empty if it does not say
 */
public record SuggestedRenewal(
        Instant start, Instant end, Optional<URI> explanation, Optional<Instant> askAgain) {
    public SuggestedRenewal {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a window that ends before it starts");
        }
    }
}
