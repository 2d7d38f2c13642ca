package mvi.engines.policy;

import mvi.engines.base.Problem;

/**
 * What a principal of an account may do inside that account, or may never do.
 *
 * @param action a pattern such as {@code s3:*} or {@code dynamodb:GetItem}
 * @param resource a pattern such as {@code uploads/*} or {@code table/orders}
 */
public record Grant(Effect effect, Pattern action, Pattern resource) implements Rule {
    public static Grant allow(String action, String resource) {
        return new Grant(Effect.ALLOW, new Pattern(action), new Pattern(resource));
    }

    public static Grant deny(String action, String resource) {
        return new Grant(Effect.DENY, new Pattern(action), new Pattern(resource));
    }

    /** Of whom is not asked: the grants at hand are those of the principal's account. */
    @Override
    public boolean covers(AccessRequest request) {
        return action.matches(request.permission().action())
                && resource.matches(request.permission().resource());
    }

    /** Text in which {@code *} stands for any run of characters and {@code ?} for one. */
    public record Pattern(String text) {
        public static final int MAXIMUM_LENGTH = 1024;

        public Pattern {
            if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
                throw Problem.invalid(
                        "bad-grant",
                        "a grant's pattern has 1 to " + MAXIMUM_LENGTH + " characters");
            }
        }

        public boolean matches(String value) {
            return Wildcard.matches(text, value, false);
        }

        boolean matchesIgnoringCase(String value) {
            return Wildcard.matches(text, value, true);
        }
    }
}
