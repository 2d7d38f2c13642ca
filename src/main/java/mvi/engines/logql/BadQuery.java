package mvi.engines.logql;

import mvi.engines.base.Problem;

/** What is said of a text that is no pipeline. */
final class BadQuery {
    static final String SERVED =
            "served are the filters |= != |~ !~ |> !>, the parsers json, logfmt, pattern, regexp"
                    + " and unpack, label filters, label_format, drop, keep and decolorize";

    private BadQuery() {}

    /**
     * @param index of the character, from 0; people are told it from 1
     */
    static Problem at(int index, String why) {
        return Problem.invalid(
                "bad-log-query", "the log query is wrong at character " + (index + 1) + ": " + why);
    }

    /** Something that Loki has and this doesn't. */
    static Problem refused(int index, String what) {
        return at(index, what + " is not served; " + SERVED);
    }
}
