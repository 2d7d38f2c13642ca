package mvi.services.database.core;

import java.time.Instant;
import java.util.Optional;

/**
 * How an instance comes up of its files.
 *
 * @param isAsked whether it takes the log that follows them from the archive, first
 * @param target up to and including commits of that moment; empty for all of the log
 */
public record Recovery(boolean isAsked, Optional<Instant> target) {
    /** As it went down. */
    public static final Recovery NONE = new Recovery(false, Optional.empty());

    public static Recovery to(Optional<Instant> target) {
        return new Recovery(true, target);
    }
}
