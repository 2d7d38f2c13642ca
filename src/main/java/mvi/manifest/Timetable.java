package mvi.manifest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * When something is to happen, in a time zone.
 *
 * <p>A cron expression is about the clock on the wall. Where that is put forward, what falls into
 * the hour that there is not happens once, at the first moment after it. Where it is put back, an
 * expression that names its hours happens at the first of two equal times, and one that is for
 * every hour at both. A rate knows no clock on the wall: it counts from an anchor.
 *
 * @param expression five fields of Unix's cron, a nickname such as {@code @daily}, or {@code
 *     cron(…)} and {@code rate(…)} as Amazon EventBridge has them; another throws INVALID {@code
 *     bad-schedule}
 */
public record Timetable(String expression, ZoneId zone) {
    /** More than any zone was ever moved, the day that Samoa left out included. */
    private static final Duration FARTHEST_SHIFT = Duration.ofDays(2);

    public Timetable {
        if (!Rate.isOne(expression)) {
            CronExpression unused = CronExpression.parse(expression);
        } else {
            Rate unused = Rate.parse(expression);
        }
    }

    /**
     * The first one later than {@code after}; empty when there is none any more.
     *
     * @param anchor that a rate counts from: it happens a period later for the first time
     */
    public Optional<Instant> next(Instant after, Instant anchor) {
        return next(after, anchor, 1).stream().findFirst();
    }

    /** As many as there are of the first {@code count}, ascending. */
    public List<Instant> next(Instant after, Instant anchor, int count) {
        if (Rate.isOne(expression)) {
            return Rate.parse(expression).next(after, anchor, count);
        }
        CronExpression cron = CronExpression.parse(expression);
        List<Instant> all = new ArrayList<>();
        Optional<Instant> last = count > 0 ? next(cron, after) : Optional.empty();
        while (last.isPresent()) {
            all.add(last.get());
            last = all.size() < count ? next(cron, last.get()) : Optional.empty();
        }
        return all;
    }

    /** Whether it will ever happen, or has. */
    boolean isEver() {
        return next(Instant.EPOCH, Instant.EPOCH).isPresent();
    }

    /**
     * From one change of the zone's offset to the next. Each round ends behind where it began, and
     * passes over all changes that are far from the next time of the wall's clock.
     */
    private Optional<Instant> next(CronExpression cron, Instant after) {
        ZoneRules rules = zone.getRules();
        Instant position = after.plusNanos(1);
        while (true) {
            ZoneOffset offset = rules.getOffset(position);
            ZoneOffsetTransition began = rules.previousTransition(position.plusNanos(1));
            ZoneOffsetTransition ends = rules.nextTransition(position);
            Optional<LocalDateTime> tick = cron.next(first(cron, position, offset, began));
            if (tick.isEmpty()) {
                return Optional.empty();
            }
            if (began != null && began.isGap() && tick.get().isBefore(began.getDateTimeAfter())) {
                return Optional.of(began.getInstant());
            }
            Instant instant = tick.get().toInstant(offset);
            if (ends == null || instant.isBefore(ends.getInstant())) {
                return Optional.of(instant);
            }
            Instant near = instant.minus(FARTHEST_SHIFT);
            position = near.isAfter(ends.getInstant()) ? near : ends.getInstant();
        }
    }

    /** The time on the wall's clock from which ticks count at an instant. */
    private static LocalDateTime first(
            CronExpression cron,
            Instant position,
            ZoneOffset offset,
            @Nullable ZoneOffsetTransition began) {
        LocalDateTime local = LocalDateTime.ofInstant(position, offset);
        if (began == null) {
            return local;
        }
        if (began.isGap() && position.equals(began.getInstant())) {
            return began.getDateTimeBefore();
        }
        boolean isSecondTime = began.isOverlap() && local.isBefore(began.getDateTimeBefore());
        return isSecondTime && !cron.isEveryHour() ? began.getDateTimeBefore() : local;
    }

    /** Minutes, hours or days of 24 hours. */
    private record Rate(Duration period) {
        private static final String FORM = "rate\\(\\s*[1-9]\\d{0,5}\\s+[a-z]+\\s*\\)";

        static boolean isOne(String text) {
            return text.strip().startsWith("rate(");
        }

        static Rate parse(String text) {
            if (!text.strip().matches(FORM)) {
                throw bad("'" + text + "' is no rate such as rate(5 minutes)");
            }
            String[] words = text.strip().substring("rate(".length()).split("[\\s)]+");
            int from = words[0].isEmpty() ? 1 : 0;
            long number = Long.parseLong(words[from]);
            String unit = words[from + 1];
            String one = unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
            Rate rate =
                    switch (one) {
                        case "minute" -> new Rate(Duration.ofMinutes(number));
                        case "hour" -> new Rate(Duration.ofHours(number));
                        case "day" -> new Rate(Duration.ofDays(number));
                        default ->
                                throw bad("the unit '" + unit + "' is not minutes, hours or days");
                    };
            String right = number == 1 ? one : one + "s";
            if (!unit.equals(right)) {
                throw bad(
                        "rate(%d %s) is written rate(%d %s)"
                                .formatted(number, unit, number, right));
            }
            return rate;
        }

        List<Instant> next(Instant after, Instant anchor, int count) {
            long passed = ChronoUnit.SECONDS.between(anchor, after);
            boolean isBefore = after.isBefore(anchor);
            long done = isBefore ? 0 : passed / period.toSeconds();
            List<Instant> all = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                all.add(anchor.plus(period.multipliedBy(done + i)));
            }
            return all;
        }

        private static Problem bad(String message) {
            return Problem.invalid("bad-schedule", message);
        }
    }
}
