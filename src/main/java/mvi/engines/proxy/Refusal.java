package mvi.engines.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Why the proxy answers a request itself.
 *
 * @param status of the answer
 * @param text for people, in one line, naming nothing of what is behind
 * @param isHostile the connection can't be trusted any further, and is closed
 * @param location where to ask instead, or null
 */
record Refusal(int status, String text, boolean isHostile, @Nullable String location) {
    static final Refusal UNKNOWN_HOST = of(404, "No app answers to this name.");
    static final Refusal NO_HEALTHY_TARGET =
            of(503, "The app is starting or unwell. Please try again in a moment.");
    static final Refusal FULL = of(503, "The app has all the requests it can take. Try again.");
    static final Refusal NO_ANSWER = of(502, "The app did not answer.");
    static final Refusal BAD_ANSWER = of(502, "The app's answer could not be understood.");
    static final Refusal SLOW_ANSWER = of(504, "The app took too long to answer.");

    static Refusal of(int status, String text) {
        return new Refusal(status, text, false, null);
    }

    static Refusal hostile(int status, String text) {
        return new Refusal(status, text, true, null);
    }

    /** Method and body stay what they are (RFC 9110 section 15.4.9). */
    static Refusal moved(String location) {
        return new Refusal(308, "This is answered by HTTPS.", false, location);
    }
}
