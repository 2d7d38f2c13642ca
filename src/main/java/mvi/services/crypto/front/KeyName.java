package mvi.services.crypto.front;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/** A key as a request names it: by its id in the caller's account, or by ARN in any. */
record KeyName(String account, String id) {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:kms:[a-z0-9-]{1,32}:(\\d{12}):key/([0-9a-fA-F-]{36})");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Throws INVALID {@code bad-arn}, or MISSING {@code no-such-key} for what no key is called. */
    static KeyName parse(String text, String callersAccount) {
        if (text.startsWith("arn:")) {
            Matcher arn = ARN.matcher(text);
            if (!arn.matches()) {
                throw Problem.invalid("bad-arn", "'" + text + "' is not the ARN of a key");
            }
            return new KeyName(arn.group(1), arn.group(2).toLowerCase(Locale.ROOT));
        }
        if (!ID.matcher(text).matches()) {
            throw Problem.missing(
                    "no-such-key", "there is no key '" + text + "': name it by its id or its ARN");
        }
        return new KeyName(callersAccount, text.toLowerCase(Locale.ROOT));
    }

    String resource() {
        return "key/" + id;
    }

    static String arn(String region, String account, String id) {
        return "arn:aws:kms:" + region + ":" + account + ":key/" + id;
    }
}
