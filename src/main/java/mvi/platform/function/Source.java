package mvi.platform.function;

import java.util.Locale;
import mvi.engines.base.Problem;

/** Where an event comes from. Each source of each function has a queue of its own. */
public enum Source {
    /** An object of a bucket came or went. */
    BLOB,
    /** Lines of a log matched. */
    LOG,
    /** A clock ticked. */
    SCHEDULE,
    /** A release came to its end. */
    RELEASE,
    /** Somebody asked by Lambda's API, without waiting for the answer. */
    INVOKE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where an event of it happened, as CloudEvents has it: a URI reference. */
    String urn(FunctionName function) {
        return "urn:mvi:" + this + ":" + function.account();
    }

    /** Throws INVALID {@code bad-source}. */
    public static Source parse(String text) {
        for (Source each : values()) {
            if (each.toString().equals(text)) {
                return each;
            }
        }
        throw Problem.invalid("bad-source", "'" + text + "' is no source of events");
    }
}
