package mvi.manifest;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a cron expression, in the words of those who write them. */
enum CronDialect {
    /** Of crontab(5). */
    UNIX(
            0,
            List.of(
                    Field.MINUTE,
                    Field.HOUR,
                    new Field("day of the month", "1-31"),
                    Field.MONTH,
                    new Field("day of the week", "0-7 or SUN-SAT")),
            List.of("*", "*", "*", "*", "*")),
    /** Of Amazon EventBridge, in {@code cron(…)}. */
    AMAZON(
            1,
            List.of(
                    Field.MINUTE,
                    Field.HOUR,
                    new Field("day of the month", "1-31, L, LW, 1W-31W or ?"),
                    Field.MONTH,
                    new Field("day of the week", "1-7 or SUN-SAT, L, 1L-7L, 1#1-7#5 or ?"),
                    new Field("year", "1970-2199")),
            List.of("*", "*", "*", "*", "?", "*"));

    private static final Pattern DAY = Pattern.compile("SUN|MON|TUE|WED|THU|FRI|SAT");
    private static final List<String> DAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private static final Pattern BACKWARDS = Pattern.compile("(\\d{1,4})-(\\d{1,4})");

    /** Of which week in a month a day can be. */
    private static final Pattern WEEK = Pattern.compile("#(?![1-5](,|$))");

    private final int sunday;
    private final List<Field> fields;
    private final List<String> neutral;

    CronDialect(int sunday, List<Field> fields, List<String> neutral) {
        this.sunday = sunday;
        this.fields = fields;
        this.neutral = neutral;
    }

    /**
     * One of the fields.
     *
     * @param values what stands in it, beside lists, ranges and steps of these
     */
    record Field(String name, String values) {
        private static final Field MINUTE = new Field("minute", "0-59");
        private static final Field HOUR = new Field("hour", "0-23");
        private static final Field MONTH = new Field("month", "1-12 or JAN-DEC");

        /** What is wrong with this word in it. */
        String wrong(String word) {
            Matcher range = BACKWARDS.matcher(word);
            if (range.matches()
                    && Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2))) {
                return "the %s '%s' ends before it begins: write two ranges with a comma, in %s"
                        .formatted(name, word, values);
            }
            return "the %s '%s' is not in %s".formatted(name, word, values);
        }
    }

    List<Field> fields() {
        return fields;
    }

    /** The number of Sunday. */
    int sunday() {
        return sunday;
    }

    /** Fields that say nothing, beside which the one at {@code index} can be tried. */
    List<String> neutral(int index) {
        return this == AMAZON && fields.get(index).name().equals("day of the week")
                ? List.of("*", "*", "?", "*", "*", "*")
                : neutral;
    }

    String wrongCount(String text, int count) {
        boolean isOther = this == UNIX && count == AMAZON.fields.size();
        return "'%s' has %d %s, not %d%s"
                .formatted(
                        text,
                        text.isEmpty() ? 0 : count,
                        count == 1 && !text.isEmpty() ? "field" : "fields",
                        fields.size(),
                        isOther ? ": write cron(" + text + ") if it is Amazon EventBridge's" : "");
    }

    /** Empty when they can't be read. */
    Optional<Cron> parsed(List<String> words) {
        try {
            Cron cron = new CronParser(definition()).parse(String.join(" ", numbered(words)));
            return words.stream().anyMatch(each -> WEEK.matcher(each).find())
                    ? Optional.empty()
                    : Optional.of(cron);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** cron-utils takes Saturday's name for 0 where Sunday is 1. */
    private List<String> numbered(List<String> words) {
        return this == AMAZON
                ? words.stream()
                        .map(
                                word ->
                                        DAY.matcher(word)
                                                .replaceAll(
                                                        day ->
                                                                String.valueOf(
                                                                        DAYS.indexOf(day.group())
                                                                                + sunday)))
                        .toList()
                : words;
    }

    private CronDefinition definition() {
        return switch (this) {
            case UNIX -> CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
            case AMAZON ->
                    CronDefinitionBuilder.defineCron()
                            .withMinutes()
                            .withValidRange(0, 59)
                            .withStrictRange()
                            .and()
                            .withHours()
                            .withValidRange(0, 23)
                            .withStrictRange()
                            .and()
                            .withDayOfMonth()
                            .supportsL()
                            .supportsW()
                            .supportsLW()
                            .supportsQuestionMark()
                            .withValidRange(1, 31)
                            .withStrictRange()
                            .and()
                            .withMonth()
                            .withValidRange(1, 12)
                            .withStrictRange()
                            .and()
                            .withDayOfWeek()
                            .withMondayDoWValue(2)
                            .supportsHash()
                            .supportsL()
                            .supportsQuestionMark()
                            .withValidRange(1, 7)
                            .withStrictRange()
                            .and()
                            .withYear()
                            .withValidRange(1970, 2199)
                            .withStrictRange()
                            .and()
                            .instance();
        };
    }
}
