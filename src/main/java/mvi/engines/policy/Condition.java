package mvi.engines.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One key under one operator ("IAM JSON policy elements: Condition operators" and "Multivalued
 * context keys" of the IAM User Guide). Several values that a document gives are alternatives.
 *
 * @param key in lower case
 * @param tests one for each of the values
 */
record Condition(
        Operator operator,
        Quantifier quantifier,
        boolean isIfExists,
        String key,
        List<String> values,
        List<Predicate<String>> tests) {
    private static final Set<String> EQUALITIES =
            Set.of("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike");

    /** The keys that S3 counts as saying who sends ("The meaning of public", S3 User Guide). */
    private static final Set<String> SENDERS =
            Set.of(
                    "aws:sourcearn",
                    "aws:sourcevpc",
                    "aws:sourcevpce",
                    "aws:sourceowner",
                    "aws:sourceaccount",
                    "aws:userid",
                    "aws:principalorgid",
                    "aws:principalarn",
                    "aws:principalaccount",
                    "s3:dataaccesspointaccount",
                    "s3:x-amz-server-side-encryption-aws-kms-key-id");

    /** Which of a request's values must fit. */
    enum Quantifier {
        /** Any of them, or with a negated operator none; most keys have one value. */
        PLAIN,
        ALL,
        ANY
    }

    /** Without the key only what is negated, quantified over nothing or not required holds. */
    boolean holds(Map<String, List<String>> context) {
        List<String> given = context.getOrDefault(key, List.of());
        if (operator.isNull()) {
            return fits(String.valueOf(given.isEmpty()));
        }
        if (given.isEmpty()) {
            return isIfExists
                    || switch (quantifier) {
                        case PLAIN -> operator.isNegated();
                        case ALL -> true;
                        case ANY -> false;
                    };
        }
        return switch (quantifier) {
            case PLAIN -> has(given, true) != operator.isNegated();
            case ALL -> !has(given, operator.isNegated());
            case ANY -> has(given, !operator.isNegated());
        };
    }

    /** Whether one of the values given fits, or one that doesn't is among them. */
    private boolean has(List<String> given, boolean isFitting) {
        for (String each : given) {
            if (fits(each) == isFitting) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(String given) {
        for (Predicate<String> test : tests) {
            if (test.test(given)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it holds for fixed senders only, so that a statement with it is not public. */
    boolean isNarrowing() {
        if (isIfExists || quantifier == Quantifier.ALL) {
            return false;
        }
        if (key.equals("aws:sourceip")) {
            return operator.name().equals("IpAddress")
                    && values.stream().noneMatch(Condition::isWide);
        }
        if (!EQUALITIES.contains(operator.name())) {
            return false;
        }
        if (key.equals("s3:dataaccesspointarn")) {
            return values.stream().allMatch(Condition::hasFixedAccount);
        }
        return SENDERS.contains(key) && values.stream().allMatch(Condition::isFixed);
    }

    private static boolean isWide(String range) {
        return AddressBlock.parse(range).filter(block -> !block.isWide()).isEmpty();
    }

    private static boolean isFixed(String value) {
        return !value.isEmpty() && value.indexOf('*') < 0 && value.indexOf('?') < 0;
    }

    /** Access points of one account are that account's, whatever their names. */
    private static boolean hasFixedAccount(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 && isFixed(parts[4]);
    }
}
