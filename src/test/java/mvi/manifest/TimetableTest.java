package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # expression       | after            | the next ones
                    */5 * * * *        | 2026-11-28T12:01 | 2026-11-28T12:05 2026-11-28T12:10
                    0 * * * *          | 2026-11-28T12:00 | 2026-11-28T13:00 2026-11-28T14:00
                    30 4 * * MON-FRI   | 2026-11-28T12:00 | 2026-11-30T04:30 2026-12-01T04:30
                    0 0 * jan,3 *      | 2026-12-01T00:00 | 2027-01-01T00:00 2027-01-02T00:00
                    5/20 22-23 * * *   | 2026-11-28T23:30 | 2026-11-28T23:45 2026-11-29T22:05
                    0 0 29 2 *         | 2026-11-28T12:00 | 2028-02-29T00:00 2032-02-29T00:00
                    0 0 13 * FRI       | 2026-11-28T12:00 | 2026-12-04T00:00 2026-12-11T00:00 2026-12-13T00:00
                    0 0 */2 * 1        | 2026-11-28T12:00 | 2026-12-07T00:00 2026-12-21T00:00
                    0 0 * * 7          | 2026-11-28T12:00 | 2026-11-29T00:00 2026-12-06T00:00
                    0 0 * * FRI-SUN    | 2026-11-28T12:00 | 2026-11-29T00:00 2026-12-04T00:00
                    @hourly            | 2026-11-28T12:01 | 2026-11-28T13:00
                    @daily             | 2026-11-28T12:01 | 2026-11-29T00:00
                    @midnight          | 2026-11-28T12:01 | 2026-11-29T00:00
                    @weekly            | 2026-11-28T12:01 | 2026-11-29T00:00 2026-12-06T00:00
                    @monthly           | 2026-11-28T12:01 | 2026-12-01T00:00
                    @YEARLY            | 2026-11-28T12:01 | 2027-01-01T00:00
                    @annually          | 2026-11-28T12:01 | 2027-01-01T00:00
                    cron(0/15 * * * ? *)       | 2026-11-28T12:01 | 2026-11-28T12:15 2026-11-28T12:30
                    cron(0 18 ? * MON-FRI *)   | 2026-11-28T12:01 | 2026-11-30T18:00
                    cron(0 18 ? * SAT *)       | 2026-11-28T12:01 | 2026-11-28T18:00 2026-12-05T18:00
                    cron(0 0 L * ? *)          | 2026-11-28T12:01 | 2026-11-30T00:00 2026-12-31T00:00
                    cron(0 0 L-3 * ? *)        | 2026-11-28T12:01 | 2026-12-28T00:00 2027-01-28T00:00
                    cron(0 0 LW * ? *)         | 2027-01-28T12:01 | 2027-01-29T00:00 2027-02-26T00:00
                    cron(0 0 28W 2 ? *)        | 2026-11-28T12:01 | 2027-02-26T00:00
                    cron(0 0 31W * ? *)        | 2026-11-28T12:01 | 2026-12-31T00:00 2027-01-29T00:00 2027-03-31T00:00
                    cron(0 0 1W * ? *)         | 2027-04-28T12:01 | 2027-05-03T00:00
                    cron(0 0 ? * FRIL *)       | 2026-11-28T12:01 | 2026-12-25T00:00
                    cron(0 0 ? * 6#2 *)        | 2026-11-28T12:01 | 2026-12-11T00:00
                    cron(0 0 ? * MON#1,FRI#3 *)| 2026-11-28T12:01 | 2026-12-07T00:00 2026-12-18T00:00
                    cron(0 0 ? * L *)          | 2026-11-28T12:01 | 2026-12-05T00:00
                    cron(0 0 ? 2 1#5 *)        | 2026-11-28T12:01 | 2032-02-29T00:00 2060-02-29T00:00
                    cron(0 0 1 1 ? 2196/3)     | 2026-11-28T12:01 | 2196-01-01T00:00 2199-01-01T00:00
                    """)
    void comesWhenItsFieldsSay(String expression, LocalDateTime after, String next) {
        List<LocalDateTime> wanted =
                List.of(next.split(" ")).stream().map(LocalDateTime::parse).toList();
        Instant from = after.atZone(UTC).toInstant();
        assertThat(new Timetable(expression, UTC).next(from, from, wanted.size()))
                .extracting(each -> LocalDateTime.ofInstant(each, UTC))
                .isEqualTo(wanted);
    }

    /** Clocks go forward at 2:00 in March and October, back at 3:00, in New York at 2:00. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # a named hour comes once, whatever the clock does
                    Europe/Berlin | 30 2 * * * | 2026-03-28T00:00+01:00 | 2026-03-28T02:30+01:00 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
                    Europe/Berlin | 30 2 * * * | 2026-10-24T00:00+02:00 | 2026-10-24T02:30+02:00 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
                    America/New_York | 30 2 * * * | 2026-03-08T00:00-05:00 | 2026-03-08T03:00-04:00 2026-03-09T02:30-04:00
                    America/New_York | 30 1 * * * | 2026-11-01T00:00-04:00 | 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00
                    Australia/Lord_Howe | 15 2 * * * | 2026-10-04T00:00+10:30 | 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00
                    Australia/Lord_Howe | 45 1 * * * | 2026-04-05T00:00+11:00 | 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30
                    # all that falls into a gap is one run
                    Europe/Berlin | */15 2 * * * | 2026-03-29T00:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:00+02:00
                    Europe/Berlin | */15 2 * * * | 2026-10-25T00:00+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:15+02:00 2026-10-25T02:30+02:00 2026-10-25T02:45+02:00 2026-10-26T02:00+01:00
                    Europe/Berlin | 0 2,3 * * * | 2026-03-29T00:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:00+02:00
                    # every hour is every hour
                    Europe/Berlin | 0 * * * * | 2026-03-29T00:30+01:00 | 2026-03-29T01:00+01:00 2026-03-29T03:00+02:00 2026-03-29T04:00+02:00
                    Europe/Berlin | 0 * * * * | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00
                    America/New_York | 0 * * * * | 2026-11-01T00:30-04:00 | 2026-11-01T01:00-04:00 2026-11-01T01:00-05:00 2026-11-01T02:00-05:00
                    Australia/Lord_Howe | 0 * * * * | 2026-10-04T01:30+10:30 | 2026-10-04T02:30+11:00 2026-10-04T03:00+11:00
                    Australia/Lord_Howe | */15 * * * * | 2026-04-05T01:30+11:00 | 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30
                    Europe/Berlin | */15 * * * * | 2026-10-25T02:40+02:00 | 2026-10-25T02:45+02:00 2026-10-25T02:00+01:00 2026-10-25T02:15+01:00
                    Europe/Berlin | */15 * * * * | 2026-03-29T01:40+01:00 | 2026-03-29T01:45+01:00 2026-03-29T03:00+02:00 2026-03-29T03:15+02:00
                    Europe/Berlin | cron(0 0/2 * * ? *) | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T04:00+01:00
                    # far away, with other changes between
                    Europe/Berlin | 30 2 29 2 * | 2026-03-01T00:00+01:00 | 2028-02-29T02:30+01:00 2032-02-29T02:30+01:00
                    Pacific/Apia | 0 12 30 12 * | 2011-12-28T00:00-10:00 | 2011-12-31T00:00+14:00 2012-12-30T12:00+14:00
                    """)
    void clocksThatChangeNeitherLoseNorDoubleARun(
            String zone, String expression, OffsetDateTime after, String next) {
        List<OffsetDateTime> wanted =
                List.of(next.split(" ")).stream().map(OffsetDateTime::parse).toList();
        Timetable timetable = new Timetable(expression, ZoneId.of(zone));
        assertThat(timetable.next(after.toInstant(), Instant.EPOCH, wanted.size()))
                .extracting(each -> OffsetDateTime.ofInstant(each, ZoneId.of(zone)))
                .isEqualTo(wanted);
    }

    @Test
    void whatNoCalendarHasNeverComes() {
        for (String never :
                List.of(
                        "0 0 31 2 *",
                        "0 0 30 feb *",
                        "0 0 31 4,6,9,11 *",
                        "cron(0 0 30W 2 ? *)",
                        "cron(0 0 29 2 ? 2027)")) {
            Timetable timetable = new Timetable(never, ZoneId.of("Europe/Berlin"));
            assertThat(timetable.next(Instant.EPOCH, Instant.EPOCH)).as(never).isEmpty();
            assertThat(timetable.isEver()).as(never).isFalse();
        }
        Instant end = Instant.parse("2199-12-31T23:59:00Z");
        assertThat(new Timetable("* * * * *", UTC).next(end, end)).isEmpty();
        assertThat(new Timetable("* * * * *", UTC).next(end, end, 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rate(1 minute), PT1M",
        "rate(5 minutes), PT5M",
        "rate(1 hour), PT1H",
        "rate( 36  hours ), PT36H",
        "rate(1 day), PT24H",
        "rate(7 days), PT168H"
    })
    void aRateCountsFromItsAnchor(String expression, Duration period) {
        Instant anchor = Instant.parse("2026-03-28T10:00:07.5Z");
        Timetable rate = new Timetable(expression, ZoneId.of("Europe/Berlin"));
        Instant first = anchor.plus(period);
        Instant second = first.plus(period);
        assertThat(rate.next(anchor, anchor, 2)).containsExactly(first, second);
        assertThat(rate.next(anchor.minusSeconds(99), anchor)).contains(first);
        assertThat(rate.next(first.minusNanos(1), anchor)).contains(first);
        assertThat(rate.next(first, anchor)).contains(second);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    0 25 * * *          | the hour '25' is not in 0-23
                    60 * * * *          | the minute '60' is not in 0-59
                    */0 * * * *         | the minute '*/0' is not in 0-59
                    1,,2 * * * *        | the minute '1,,2' is not in 0-59
                    x * * * *           | the minute 'X' is not in 0-59
                    * * 0 * *           | the day of the month '0' is not in 1-31
                    * * L * *           | the day of the month 'L' is not in 1-31
                    * * * 13 *          | the month '13' is not in 1-12 or JAN-DEC
                    * * * FOO *         | the month 'FOO' is not in 1-12 or JAN-DEC
                    * * * * 8           | the day of the week '8' is not in 0-7 or SUN-SAT
                    * * * * MON#2       | the day of the week 'MON#2' is not in 0-7 or SUN-SAT
                    0 22-2 * * *        | the hour '22-2' ends before it begins: write two ranges with a comma, in 0-23
                    * * * *             | '* * * *' has 4 fields, not 5
                    0 5 * * ? *         | '0 5 * * ? *' has 6 fields, not 5: write cron(0 5 * * ? *) if it is Amazon EventBridge's
                    ``                  | '' has 0 fields, not 5
                    daily               | 'daily' has 1 field, not 5
                    @often              | '@often' is none of @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly
                    cron(0 5 * * ?)     | '0 5 * * ?' has 5 fields, not 6
                    cron(0 5 * * * *)   | of the day of the month '*' and the day of the week '*' one has to be '?'
                    cron(0 5 ? * ? *)   | of the day of the month '?' and the day of the week '?' one has to be '?'
                    cron(0 5 32W * ? *) | the day of the month '32W' is not in 1-31, L, LW, 1W-31W or ?
                    cron(0 5 ? * 6#6 *) | the day of the week '6#6' is not in 1-7 or SUN-SAT, L, 1L-7L, 1#1-7#5 or ?
                    cron(0 5 ? * 0 *)   | the day of the week '0' is not in 1-7 or SUN-SAT, L, 1L-7L, 1#1-7#5 or ?
                    cron(0 5 1 * ? 1969)| the year '1969' is not in 1970-2199
                    rate(5 minute)      | rate(5 minute) is written rate(5 minutes)
                    rate(1 hours)       | rate(1 hours) is written rate(1 hour)
                    rate(2 weeks)       | the unit 'weeks' is not minutes, hours or days
                    rate(0 minutes)     | 'rate(0 minutes)' is no rate such as rate(5 minutes)
                    rate(5)             | 'rate(5)' is no rate such as rate(5 minutes)
                    """)
    void saysWhichFieldIsWrong(String expression, String message) {
        assertThatThrownBy(() -> new Timetable(expression, UTC))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.publicMessage()).isEqualTo(message));
    }
}
