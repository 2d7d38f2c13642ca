package mvi.services.image;

import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/** What a manifest is asked for by. */
public sealed interface Reference {
    /** By what it is. */
    record ByDigest(Digest digest) implements Reference {}

    /** By a name that may move. */
    record ByTag(String tag) implements Reference {
        private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

        public ByTag {
            if (!TAG.matcher(tag).matches()) {
                throw Problem.invalid(
                        "bad-tag",
                        "a tag has 1 to 128 of a-z A-Z 0-9 _ . -, not starting with . or -; '"
                                + tag
                                + "' does not");
            }
        }
    }

    /** Throws INVALID {@code bad-tag} or {@code bad-digest}. */
    static Reference parse(String text) {
        return text.indexOf(':') >= 0 ? new ByDigest(new Digest(text)) : new ByTag(text);
    }
}
