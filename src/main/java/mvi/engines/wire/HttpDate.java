package mvi.engines.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates of header fields in the three forms of RFC 9110 section 5.6.7, and as RFC 5322 has them,
 * with a zone in digits. The name of the day is not compared with the date: clients get it wrong,
 * and nothing hangs on it.
 */
public final class HttpDate {
    /** No date of these forms is longer. */
    private static final int LONGEST = 64;

    private static final String TIME = "(\\d{1,2}):(\\d{2}):(\\d{2})";
    private static final Pattern FIXED =
            Pattern.compile(
                    "(?:[A-Za-z]{3,9}, *)?(\\d{1,2})[ -]([A-Za-z]{3})[ -](\\d{4}|\\d{2}) +"
                            + TIME
                            + " +(GMT|UTC|UT|Z|[+-]\\d{4})");
    private static final Pattern ASCTIME =
            Pattern.compile("[A-Za-z]{3} +([A-Za-z]{3}) +(\\d{1,2}) +" + TIME + " +(\\d{4})");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private HttpDate() {}

    /** Empty for what is no date. */
    public static Optional<Instant> parse(String text) {
        String date = text.strip();
        if (date.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher fixed = FIXED.matcher(date);
        Matcher asctime = ASCTIME.matcher(date);
        try {
            if (fixed.matches()) {
                return Optional.of(
                        time(fixed, 3, 2, 1, 4).toInstant(ZoneOffset.of(zone(fixed.group(7)))));
            }
            return asctime.matches()
                    ? Optional.of(time(asctime, 6, 1, 2, 3).toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    /** The parts by the numbers of their groups; minute and second follow the hour. */
    private static LocalDateTime time(Matcher date, int year, int month, int day, int hour) {
        return LocalDateTime.of(
                year(date.group(year)),
                MONTHS.indexOf(date.group(month).toLowerCase(Locale.ROOT)) + 1,
                Integer.parseInt(date.group(day)),
                Integer.parseInt(date.group(hour)),
                Integer.parseInt(date.group(hour + 1)),
                Integer.parseInt(date.group(hour + 2)));
    }

    /** Of two digits, as RFC 850 has them, it is the one from 1970 to 2069. */
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() > 2) {
            return year;
        }
        return year < 70 ? 2000 + year : 1900 + year;
    }

    private static String zone(String zone) {
        return Character.isLetter(zone.charAt(0)) || zone.equals("-0000") ? "Z" : zone;
    }
}
