package mvi.services.blob;

import java.time.Instant;

/** A version can't be deleted until then. */
public record Retention(Mode mode, Instant until) {
    /** Who may shorten it. */
    public enum Mode {
        /** Who has the right to. */
        GOVERNANCE,
        /** Nobody. */
        COMPLIANCE
    }

    public boolean isOver(Instant now) {
        return !until.isAfter(now);
    }
}
