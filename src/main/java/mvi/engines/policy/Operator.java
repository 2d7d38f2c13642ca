package mvi.engines.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An operator of conditions. A value of a request that is none of the operator's type, as a number
 * that is no number, equals nothing.
 *
 * @param name without what may stand before and after it
 * @param test what a value of a document asks of one of a request; empty when the operator has no
 *     such values
 */
record Operator(
        String name, boolean isNegated, Function<String, Optional<Predicate<String>>> test) {
    /** Asks whether the key is missing; its values are true and false. */
    private static final String NULL = "Null";

    /** Longer than any date or number that means something. */
    private static final int LONGEST_NUMBER = 64;

    private static final int ARN_PARTS = 6;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");

    private static final Map<String, Operator> ALL =
            Stream.of(
                            is("StringEquals", text(String::equals)),
                            isNot("StringNotEquals", text(String::equals)),
                            is("StringEqualsIgnoreCase", text(String::equalsIgnoreCase)),
                            isNot("StringNotEqualsIgnoreCase", text(String::equalsIgnoreCase)),
                            is("StringLike", Operator::like),
                            isNot("StringNotLike", Operator::like),
                            is("NumericEquals", number(order -> order == 0)),
                            isNot("NumericNotEquals", number(order -> order == 0)),
                            is("NumericLessThan", number(order -> order < 0)),
                            is("NumericLessThanEquals", number(order -> order <= 0)),
                            is("NumericGreaterThan", number(order -> order > 0)),
                            is("NumericGreaterThanEquals", number(order -> order >= 0)),
                            is("DateEquals", date(order -> order == 0)),
                            isNot("DateNotEquals", date(order -> order == 0)),
                            is("DateLessThan", date(order -> order < 0)),
                            is("DateLessThanEquals", date(order -> order <= 0)),
                            is("DateGreaterThan", date(order -> order > 0)),
                            is("DateGreaterThanEquals", date(order -> order >= 0)),
                            is("Bool", truth()),
                            is(NULL, truth()),
                            is("BinaryEquals", binary()),
                            is("IpAddress", address()),
                            isNot("NotIpAddress", address()),
                            is("ArnEquals", Operator::arn),
                            isNot("ArnNotEquals", Operator::arn),
                            is("ArnLike", Operator::arn),
                            isNot("ArnNotLike", Operator::arn))
                    .collect(Collectors.toUnmodifiableMap(Operator::name, each -> each));

    static Optional<Operator> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    boolean isNull() {
        return name.equals(NULL);
    }

    private static Operator is(String name, Function<String, Optional<Predicate<String>>> test) {
        return new Operator(name, false, test);
    }

    private static Operator isNot(String name, Function<String, Optional<Predicate<String>>> test) {
        return new Operator(name, true, test);
    }

    /** Reads a document's value once and a request's whenever it is asked. */
    private static <W, G> Function<String, Optional<Predicate<String>>> compared(
            Function<String, Optional<W>> wanted,
            Function<String, Optional<G>> given,
            BiPredicate<G, W> holds) {
        return text ->
                wanted.apply(text)
                        .map(
                                want ->
                                        other ->
                                                given.apply(other)
                                                        .filter(value -> holds.test(value, want))
                                                        .isPresent());
    }

    private static Function<String, Optional<Predicate<String>>> text(
            BiPredicate<String, String> holds) {
        return wanted -> Optional.of(given -> holds.test(given, wanted));
    }

    private static Function<String, Optional<Predicate<String>>> number(IntPredicate order) {
        return compared(
                Operator::readNumber,
                Operator::readNumber,
                (given, wanted) -> order.test(given.compareTo(wanted)));
    }

    private static Function<String, Optional<Predicate<String>>> date(IntPredicate order) {
        return compared(
                Operator::readDate,
                Operator::readDate,
                (given, wanted) -> order.test(given.compareTo(wanted)));
    }

    private static Function<String, Optional<Predicate<String>>> truth() {
        return compared(
                text -> Optional.of(text).filter(each -> each.matches("(?i)true|false")),
                Optional::of,
                String::equalsIgnoreCase);
    }

    private static Function<String, Optional<Predicate<String>>> binary() {
        return compared(Operator::readBytes, Operator::readBytes, Arrays::equals);
    }

    private static Function<String, Optional<Predicate<String>>> address() {
        return compared(
                AddressBlock::parse,
                AddressBlock::address,
                (InetAddress given, AddressBlock wanted) -> wanted.contains(given));
    }

    /** An empty text is a value as any other: the prefix of a listing of all. */
    private static Optional<Predicate<String>> like(String wanted) {
        if (wanted.length() > Grant.Pattern.MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(wanted.isEmpty() ? String::isEmpty : new Grant.Pattern(wanted)::matches);
    }

    /** Part by part: a star reaches over a colon in the last alone. */
    private static Optional<Predicate<String>> arn(String wanted) {
        String[] parts = wanted.split(":", ARN_PARTS);
        List<Predicate<String>> tests =
                Stream.of(parts).map(Operator::like).flatMap(Optional::stream).toList();
        if (!parts[0].equals("arn") || tests.size() < ARN_PARTS) {
            return Optional.empty();
        }
        return Optional.of(
                given -> {
                    String[] own = given.split(":", ARN_PARTS);
                    for (int i = 0; i < own.length; i++) {
                        if (!tests.get(i).test(own[i])) {
                            return false;
                        }
                    }
                    return own.length == ARN_PARTS;
                });
    }

    private static Optional<BigDecimal> readNumber(String text) {
        try {
            return text.length() > LONGEST_NUMBER
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** A time with its zone, a day of UTC, or seconds since 1970. */
    private static Optional<Instant> readDate(String text) {
        try {
            if (text.length() > LONGEST_NUMBER) {
                return Optional.empty();
            }
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (text.indexOf('T') < 0) {
                return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> readBytes(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
