package mvi.manifest;

import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import mvi.engines.base.Problem;

/** The days that a field of a cron expression is for. */
final class CronDays {
    private static final int WEEK = 7;

    private final List<Predicate<LocalDate>> any = new ArrayList<>();

    private CronDays() {}

    static CronDays ofMonth(FieldExpression field) {
        CronDays days = new CronDays();
        for (FieldExpression part : parts(field)) {
            if (part instanceof On on && isSpecial(on)) {
                days.any.add(specialOfMonth(on));
            } else {
                BitSet values = values(part, 1, 31);
                days.any.add(date -> values.get(date.getDayOfMonth()));
            }
        }
        return days;
    }

    /**
     * @param sunday its number, from which the others follow
     */
    static CronDays ofWeek(FieldExpression field, int sunday) {
        CronDays days = new CronDays();
        for (FieldExpression part : parts(field)) {
            if (part instanceof On on && isSpecial(on)) {
                days.any.add(specialOfWeek(on, sunday));
            } else {
                BitSet values = values(part, sunday, sunday + WEEK - 1);
                days.any.add(
                        date ->
                                values.get(number(date, sunday))
                                        // Unix has a second number for Sunday.
                                        || number(date, sunday) == 0 && values.get(WEEK));
            }
        }
        return days;
    }

    boolean has(LocalDate date) {
        return any.stream().anyMatch(each -> each.test(date));
    }

    /**
     * The numbers that a field without special characters stands for.
     *
     * @param least that {@code *} begins with
     * @param most that {@code *} and a step without an end go to
     */
    static BitSet values(FieldExpression field, int least, int most) {
        BitSet values = new BitSet();
        for (FieldExpression part : parts(field)) {
            switch (part) {
                case Every every -> {
                    FieldExpression of = every.getExpression();
                    int first = of instanceof Always ? least : first(of);
                    int last = of instanceof Between between ? number(between.getTo()) : most;
                    for (int i = first; i <= last; i += every.getPeriod().getValue()) {
                        values.set(i);
                    }
                }
                case Between between ->
                        values.set(number(between.getFrom()), number(between.getTo()) + 1);
                case On on -> values.set(on.getTime().getValue());
                case Always unused -> values.set(least, most + 1);
                case QuestionMark unused -> values.set(least, most + 1);
                default -> throw Problem.bug("a field of " + part.getClass(), null);
            }
        }
        return values;
    }

    private static int first(FieldExpression field) {
        return switch (field) {
            case Between between -> number(between.getFrom());
            case On on -> on.getTime().getValue();
            default -> throw Problem.bug("a step of " + field.getClass(), null);
        };
    }

    private static int number(FieldValue<?> value) {
        return value.getValue() instanceof Integer number ? number : 0;
    }

    private static List<FieldExpression> parts(FieldExpression field) {
        return field instanceof And and ? and.getExpressions() : List.of(field);
    }

    private static boolean isSpecial(On on) {
        return on.getSpecialChar().getValue() != SpecialChar.NONE;
    }

    private static Predicate<LocalDate> specialOfMonth(On on) {
        int day = on.getTime().getValue();
        int before = Math.max(0, on.getNth().getValue());
        return switch (on.getSpecialChar().getValue()) {
            case L -> date -> date.getDayOfMonth() == date.lengthOfMonth() - before;
            case LW -> date -> date.equals(weekday(date, date.lengthOfMonth()));
            case W -> date -> day <= date.lengthOfMonth() && date.equals(weekday(date, day));
            case HASH, QUESTION_MARK, NONE -> throw Problem.bug("a day of " + on.asString(), null);
        };
    }

    private static Predicate<LocalDate> specialOfWeek(On on, int sunday) {
        int day = on.getTime().getValue();
        int week = on.getNth().getValue();
        return switch (on.getSpecialChar().getValue()) {
            // Without a day it is the week's last, Saturday.
            case L ->
                    day < 0
                            ? date -> date.getDayOfWeek() == DayOfWeek.SATURDAY
                            : date ->
                                    number(date, sunday) == day
                                            && date.getDayOfMonth() + WEEK > date.lengthOfMonth();
            case HASH ->
                    date ->
                            number(date, sunday) == day
                                    && (date.getDayOfMonth() - 1) / WEEK == week - 1;
            case LW, W, QUESTION_MARK, NONE -> throw Problem.bug("a day of " + on.asString(), null);
        };
    }

    private static int number(LocalDate date, int sunday) {
        return date.getDayOfWeek().getValue() % WEEK + sunday;
    }

    /** The one from Monday to Friday that is nearest to a day, in the same month. */
    private static LocalDate weekday(LocalDate month, int day) {
        LocalDate date = month.withDayOfMonth(day);
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> day == 1 ? date.plusDays(2) : date.minusDays(1);
            case SUNDAY -> day == date.lengthOfMonth() ? date.minusDays(2) : date.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> date;
        };
    }
}
