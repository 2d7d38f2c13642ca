package mvi.engines.http;

import java.io.IOException;

/**
 * A body that ended before its end: the other side went away, fell silent, or broke the framing.
 */
public final class CutBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean isMalformed;

    CutBodyException(String message, boolean isMalformed) {
        super(message);
        this.isMalformed = isMalformed;
    }

    /** The framing was broken, as against a connection that ended. */
    public boolean isMalformed() {
        return isMalformed;
    }
}
