package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Amazon's words for days, each against the calendar of the JDK, day by day. */
class CronDaysTest {
    private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2028, 12, 31);
    private static final List<String> NAMES =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private record Word(String text, Predicate<LocalDate> days) {}

    @Test
    void everyWordStandsForTheDaysThatTheCalendarSays() {
        ofMonth().forEach(word -> compare("cron(0 0 " + word.text() + " * ? *)", word.days()));
        ofWeek().forEach(word -> compare("cron(0 0 ? * " + word.text() + " *)", word.days()));
    }

    @Test
    void aListStandsForTheDaysOfAllItsWords() {
        for (int seed = 0; seed < 200; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            List<Word> choices = seed % 2 == 0 ? ofMonth() : ofWeek();
            Word one = choices.get(random.nextInt(choices.size()));
            Word other = choices.get(random.nextInt(choices.size()));
            String list = one.text() + "," + other.text();
            compare(
                    seed % 2 == 0 ? "cron(0 0 " + list + " * ? *)" : "cron(0 0 ? * " + list + " *)",
                    one.days().or(other.days()));
        }
    }

    private static List<Word> ofMonth() {
        List<Word> words = new ArrayList<>();
        words.add(new Word("L", date -> date.plusDays(1).getDayOfMonth() == 1));
        words.add(new Word("LW", date -> isNearest(date, date.lengthOfMonth())));
        for (int day = 1; day <= 31; day++) {
            int number = day;
            words.add(new Word("" + day, date -> date.getDayOfMonth() == number));
            words.add(new Word(day + "W", date -> isNearest(date, number)));
        }
        return words;
    }

    /** Of the weekdays of its month none is nearer. */
    private static boolean isNearest(LocalDate date, int day) {
        return day <= date.lengthOfMonth()
                && isWeekday(date)
                && IntStream.rangeClosed(1, date.lengthOfMonth())
                        .filter(other -> isWeekday(date.withDayOfMonth(other)))
                        .allMatch(
                                other ->
                                        Math.abs(other - day)
                                                >= Math.abs(date.getDayOfMonth() - day));
    }

    private static boolean isWeekday(LocalDate date) {
        return date.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
    }

    private static List<Word> ofWeek() {
        List<Word> words = new ArrayList<>();
        words.add(new Word("L", date -> date.getDayOfWeek() == DayOfWeek.SATURDAY));
        for (int number = 1; number <= NAMES.size(); number++) {
            DayOfWeek day = DayOfWeek.SUNDAY.plus(number - 1);
            for (String name : List.of("" + number, NAMES.get(number - 1))) {
                words.add(new Word(name, date -> date.getDayOfWeek() == day));
                words.add(
                        new Word(
                                name + "L",
                                date ->
                                        date.equals(
                                                date.with(TemporalAdjusters.lastInMonth(day)))));
                for (int week = 1; week <= 5; week++) {
                    int nth = week;
                    words.add(
                            new Word(
                                    name + "#" + week,
                                    date ->
                                            date.equals(
                                                    date.with(
                                                            TemporalAdjusters.dayOfWeekInMonth(
                                                                    nth, day)))));
                }
            }
        }
        return words;
    }

    private static void compare(String expression, Predicate<LocalDate> days) {
        CronExpression cron = CronExpression.parse(expression);
        List<LocalDate> found = new ArrayList<>();
        LocalDateTime from = FIRST.atStartOfDay();
        while (true) {
            LocalDateTime next = cron.next(from).orElse(LAST.plusDays(1).atStartOfDay());
            if (next.toLocalDate().isAfter(LAST)) {
                break;
            }
            found.add(next.toLocalDate());
            from = next.plusMinutes(1);
        }
        assertThat(found)
                .as(expression)
                .isEqualTo(FIRST.datesUntil(LAST.plusDays(1)).filter(days).toList());
    }
}
