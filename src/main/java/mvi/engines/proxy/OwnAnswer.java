package mvi.engines.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What the proxy answers itself, and why in words.
 *
 * @param status of the answer
 * @param text for people, in one line, naming nothing of what is behind
 * @param isHostile the connection can't be trusted any further, and is closed
 * @param location where to ask instead, or null
 */
record OwnAnswer(int status, String text, boolean isHostile, @Nullable String location) {
    static final OwnAnswer UNKNOWN_HOST = of(404, "No app answers to this name.");
    static final OwnAnswer NO_HEALTHY_TARGET =
            of(503, "The app is starting or unwell. Please try again in a moment.");
    static final OwnAnswer FULL = of(503, "The app has all the requests it can take. Try again.");
    static final OwnAnswer NO_ANSWER = of(502, "The app did not answer.");
    static final OwnAnswer BAD_ANSWER = of(502, "The app's answer could not be understood.");
    static final OwnAnswer SLOW_ANSWER = of(504, "The app took too long to answer.");

    static OwnAnswer of(int status, String text) {
        return new OwnAnswer(status, text, false, null);
    }

    static OwnAnswer hostile(int status, String text) {
        return new OwnAnswer(status, text, true, null);
    }

    /** For who looks whether a name leads here. */
    static OwnAnswer proof(String text) {
        return of(200, text);
    }

    /** Method and body stay what they are (RFC 9110 section 15.4.9). */
    static OwnAnswer moved(String location) {
        return new OwnAnswer(308, "This is answered by HTTPS.", false, location);
    }
}
