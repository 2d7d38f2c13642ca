package mvi.engines.logql;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Numbers, durations and sizes, in queries and in the values of labels, as Go and Loki write them.
 */
final class Quantities {
    private static final Map<String, Double> NANOS =
            Map.of(
                    "ns", 1.0,
                    "us", 1e3,
                    "\u00b5s", 1e3,
                    "\u03bcs", 1e3,
                    "ms", 1e6,
                    "s", 1e9,
                    "m", 60e9,
                    "h", 3600e9);

    /** Those that Loki reads in queries besides, but not in labels. */
    private static final Map<String, Double> LONG_NANOS =
            Map.of("d", 86_400e9, "w", 7 * 86_400e9, "y", 365 * 86_400e9);

    private static final String POWERS = "kmgtpe";

    private Quantities() {}

    static OptionalDouble number(String text) {
        // Java takes white space, and a letter for the type, which Go doesn't.
        if (text.isEmpty() || text.chars().anyMatch(each -> each <= ' ' || each > '~')) {
            return OptionalDouble.empty();
        }
        String plain = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        double sign = text.charAt(0) == '-' ? -1 : 1;
        if (plain.equals("inf") || plain.equals("infinity")) {
            return OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
        }
        if (plain.equals("nan")) {
            return OptionalDouble.of(Double.NaN);
        }
        char last = plain.isEmpty() ? 'f' : plain.charAt(plain.length() - 1);
        boolean isHexadecimal = plain.startsWith("0x");
        if (last == 'd' || last == 'f' || !isHexadecimal && !plain.matches("[0-9.e+-]+")) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(sign * Double.parseDouble(plain));
        } catch (NumberFormatException noNumber) {
            return OptionalDouble.empty();
        }
    }

    /** Nanoseconds of a label's value: {@code 1h15m}, {@code -1.5s}. */
    static OptionalDouble duration(String text) {
        return duration(text, false);
    }

    /** Nanoseconds of what a query says, which may count days, weeks and years. */
    static OptionalDouble queryDuration(String text) {
        return duration(text, true);
    }

    private static OptionalDouble duration(String text, boolean isLong) {
        boolean isSigned = text.startsWith("-") || text.startsWith("+");
        String rest = isSigned ? text.substring(1) : text;
        if (rest.equals("0")) {
            return OptionalDouble.of(0);
        }
        if (rest.isEmpty()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        int index = 0;
        while (index < rest.length()) {
            int unitAt = skip(rest, index, true);
            int end = skip(rest, unitAt, false);
            OptionalDouble count = decimal(rest.substring(index, unitAt));
            String unit = rest.substring(unitAt, end);
            Double nanos = NANOS.get(unit);
            if (nanos == null && isLong) {
                nanos = LONG_NANOS.get(unit);
            }
            if (count.isEmpty() || nanos == null) {
                return OptionalDouble.empty();
            }
            sum += count.getAsDouble() * nanos;
            index = end;
        }
        // Go counts nanoseconds in 64 bits, and takes no more than fit.
        return sum > Long.MAX_VALUE
                ? OptionalDouble.empty()
                : OptionalDouble.of(text.startsWith("-") ? -sum : sum);
    }

    /** Bytes: {@code 42MB} of 1000, {@code 42 MiB} of 1024, without a unit one each. */
    static OptionalDouble bytes(String text) {
        int end = 0;
        while (end < text.length()
                && (isDecimal(text.charAt(end)) || end > 0 && text.charAt(end) == ',')) {
            end++;
        }
        OptionalDouble count = decimal(text.substring(0, end).replace(",", ""));
        String unit = text.substring(end).strip().toLowerCase(Locale.ROOT);
        if (unit.endsWith("b")) {
            unit = unit.substring(0, unit.length() - 1);
        }
        int base = unit.length() == 2 && unit.charAt(1) == 'i' ? 1024 : 1000;
        String letter = base == 1024 ? unit.substring(0, 1) : unit;
        int power = letter.length() == 1 ? POWERS.indexOf(letter) + 1 : 0;
        if (count.isEmpty() || !letter.isEmpty() && power == 0) {
            return OptionalDouble.empty();
        }
        double bytes = count.getAsDouble() * Math.pow(base, power);
        return bytes >= Math.pow(2, 64)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.floor(bytes));
    }

    private static int skip(String text, int from, boolean isNumber) {
        int index = from;
        while (index < text.length() && isDecimal(text.charAt(index)) == isNumber) {
            index++;
        }
        return index;
    }

    private static OptionalDouble decimal(String text) {
        if (!text.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.parseDouble(text));
    }

    private static boolean isDecimal(char character) {
        return character >= '0' && character <= '9' || character == '.';
    }
}
