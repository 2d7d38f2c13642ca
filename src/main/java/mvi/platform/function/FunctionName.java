package mvi.platform.function;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * Which function: a process of an app, by the app's account. Written as Lambda does: {@code
 * arn:aws:lambda:REGION:ACCOUNT:function:NAME}.
 */
public record FunctionName(String account, String name) {
    private static final Pattern ARN =
            Pattern.compile(
                    "arn:aws:lambda:[a-z0-9-]*:(\\d{12}):function:([A-Za-z0-9_.-]{1,140})(:\\$LATEST)?");
    private static final Pattern PARTIAL =
            Pattern.compile("(?:(\\d{12}):function:)?([A-Za-z0-9_.-]{1,140})(:\\$LATEST)?");

    public String arn(String region) {
        return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
    }

    /** Empty for what is no ARN of a function, or one of a version other than the current one. */
    public static Optional<FunctionName> ofArn(String text) {
        Matcher arn = ARN.matcher(text);
        return arn.matches()
                ? Optional.of(new FunctionName(arn.group(1), arn.group(2)))
                : Optional.empty();
    }

    /**
     * In the forms that Lambda's API takes: a name, {@code ACCOUNT:function:NAME}, or a whole ARN.
     * Throws INVALID {@code bad-function-name}.
     */
    public static FunctionName parse(String text, String ownAccount) {
        Matcher partial = PARTIAL.matcher(text);
        if (partial.matches()) {
            String account = partial.group(1);
            return new FunctionName(account == null ? ownAccount : account, partial.group(2));
        }
        return ofArn(text)
                .orElseThrow(
                        () ->
                                Problem.invalid(
                                        "bad-function-name",
                                        "'%s' is no name and no ARN of a function; of versions there is $LATEST"
                                                .formatted(text)));
    }

    @Override
    public String toString() {
        return account + "/" + name;
    }
}
