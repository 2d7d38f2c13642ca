package mvi.manifest;

import com.cronutils.model.Cron;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.FieldExpression;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A cron expression, on a clock that is never put forward or back.
 *
 * <p>Two dialects: the five fields of Unix (crontab(5)), and the six of Amazon EventBridge in
 * {@code cron(…)}. cron-utils reads the fields. The times are reckoned here, since its own are
 * wrong around changes of the clock and for days near the end of a month, and may take long.
 */
final class CronExpression {
    /** The last one that EventBridge knows; what has not come until then never comes. */
    private static final int LAST_YEAR = 2199;

    private static final Pattern AMAZON = Pattern.compile("cron\\((.*)\\)");

    private static final Map<String, String> NICKNAMES =
            Map.of(
                    "@hourly", "0 * * * *",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@weekly", "0 0 * * 0",
                    "@monthly", "0 0 1 * *",
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *");

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final BitSet years;
    private final CronDays daysOfMonth;
    private final CronDays daysOfWeek;
    private final boolean isEither;
    private final boolean isEveryHour;

    private CronExpression(CronDialect dialect, List<String> words, Cron cron) {
        this.minutes = CronDays.values(field(cron, CronFieldName.MINUTE), 0, 59);
        this.hours = CronDays.values(field(cron, CronFieldName.HOUR), 0, 23);
        this.months = CronDays.values(field(cron, CronFieldName.MONTH), 1, 12);
        this.daysOfMonth = CronDays.ofMonth(field(cron, CronFieldName.DAY_OF_MONTH));
        this.daysOfWeek = CronDays.ofWeek(field(cron, CronFieldName.DAY_OF_WEEK), dialect.sunday());
        this.years = new BitSet();
        if (dialect == CronDialect.AMAZON) {
            years.or(CronDays.values(field(cron, CronFieldName.YEAR), 1970, LAST_YEAR));
        } else {
            years.set(0, LAST_YEAR + 1);
        }
        // As crontab(5) has it: a field that begins with a star restricts nothing by itself.
        this.isEither =
                dialect == CronDialect.UNIX
                        && !words.get(2).startsWith("*")
                        && !words.get(4).startsWith("*");
        this.isEveryHour = words.get(1).matches("\\*(/\\d+)?|0/\\d+");
    }

    /** Throws INVALID {@code bad-schedule}, which says which field is wrong. */
    static CronExpression parse(String text) {
        String stripped = text.strip();
        var amazon = AMAZON.matcher(stripped);
        if (amazon.matches()) {
            return parse(CronDialect.AMAZON, amazon.group(1));
        }
        if (stripped.startsWith("@")) {
            String fields = NICKNAMES.get(stripped.toLowerCase(Locale.ROOT));
            if (fields == null) {
                throw bad(
                        "'%s' is none of %s"
                                .formatted(
                                        stripped,
                                        String.join(
                                                ", ",
                                                NICKNAMES.keySet().stream().sorted().toList())));
            }
            return parse(CronDialect.UNIX, fields);
        }
        return parse(CronDialect.UNIX, stripped);
    }

    private static CronExpression parse(CronDialect dialect, String fields) {
        List<String> words = List.of(fields.strip().toUpperCase(Locale.ROOT).split("\\s+"));
        if (words.size() != dialect.fields().size()) {
            throw bad(dialect.wrongCount(fields.strip(), words.size()));
        }
        for (int i = 0; i < words.size(); i++) {
            List<String> alone = new ArrayList<>(dialect.neutral(i));
            alone.set(i, words.get(i));
            if (dialect.parsed(alone).isEmpty()) {
                throw bad(dialect.fields().get(i).wrong(words.get(i)));
            }
        }
        if (dialect == CronDialect.AMAZON && words.get(2).equals("?") == words.get(4).equals("?")) {
            throw bad(
                    "of the day of the month '%s' and the day of the week '%s' one has to be '?'"
                            .formatted(words.get(2), words.get(4)));
        }
        Cron cron =
                dialect.parsed(words).orElseThrow(() -> bad("'" + fields.strip() + "' is no cron"));
        return new CronExpression(dialect, words, cron);
    }

    /** The first one that is not before; empty when there is none any more. */
    Optional<LocalDateTime> next(LocalDateTime from) {
        LocalDateTime start = from.truncatedTo(ChronoUnit.MINUTES);
        start = start.isBefore(from) ? start.plusMinutes(1) : start;
        LocalDate date = start.toLocalDate();
        while (date.getYear() <= LAST_YEAR) {
            int year = years.nextSetBit(date.getYear());
            if (year < 0) {
                return Optional.empty();
            }
            if (year > date.getYear()) {
                date = LocalDate.of(year, 1, 1);
            } else if (!months.get(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
            } else {
                LocalTime earliest =
                        date.equals(start.toLocalDate()) ? start.toLocalTime() : LocalTime.MIDNIGHT;
                Optional<LocalTime> time = isDay(date) ? time(earliest) : Optional.empty();
                if (time.isPresent()) {
                    return Optional.of(date.atTime(time.get()));
                }
                date = date.plusDays(1);
            }
        }
        return Optional.empty();
    }

    /** Whether it is for each hour, or each so many of them, and names none. */
    boolean isEveryHour() {
        return isEveryHour;
    }

    private boolean isDay(LocalDate date) {
        boolean isOfMonth = daysOfMonth.has(date);
        boolean isOfWeek = daysOfWeek.has(date);
        return isEither ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
    }

    private Optional<LocalTime> time(LocalTime earliest) {
        int first = earliest.getHour();
        for (int hour = hours.nextSetBit(first); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == first ? earliest.getMinute() : 0);
            if (minute >= 0) {
                return Optional.of(LocalTime.of(hour, minute));
            }
        }
        return Optional.empty();
    }

    private static FieldExpression field(Cron cron, CronFieldName name) {
        return cron.retrieve(name).getExpression();
    }

    private static Problem bad(String message) {
        return Problem.invalid("bad-schedule", message);
    }
}
