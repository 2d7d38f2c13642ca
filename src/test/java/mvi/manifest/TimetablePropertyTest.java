package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Of many expressions, each made of a seed that a failure names, against looking at each minute.
 */
class TimetablePropertyTest {
    private static final int CASES = 300;
    private static final Duration LOOKED_AT = Duration.ofDays(12);

    private static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Asia/Kathmandu");

    /** Days around which clocks change in these zones, and some around which none does. */
    private static final List<String> STARTS =
            List.of(
                    "2026-03-04",
                    "2026-03-25",
                    "2026-10-01",
                    "2026-10-22",
                    "2026-04-02",
                    "2027-12-24");

    @Test
    void comesInEachMinuteThatItsFieldsNameAndInNoOther() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            Fields fields = Fields.random(random);
            for (String name : ZONES) {
                ZoneId zone = ZoneId.of(name);
                Instant after =
                        Instant.parse(one(STARTS, random) + "T00:00:00Z")
                                .plusSeconds(random.nextInt(400_000));
                List<Instant> wanted = fields.lookedAt(after, zone);
                assertThat(within(new Timetable(fields.text(), zone), after))
                        .as("seed %d: %s in %s after %s", seed, fields.text(), zone, after)
                        .isEqualTo(wanted);
            }
        }
    }

    /** Ascending without a double, or the lists would differ. */
    private static List<Instant> within(Timetable timetable, Instant after) {
        List<Instant> all = new ArrayList<>();
        Instant end = after.plus(LOOKED_AT);
        for (Instant each : timetable.next(after, after, Fields.MOST)) {
            if (each.isBefore(end)) {
                all.add(each);
            }
        }
        return all;
    }

    private static <T> T one(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Five fields of Unix, read in the simplest way there is. */
    private record Fields(List<String> words) {
        /** Runs that are compared in one case. */
        static final int MOST = 60;

        private static final int[][] RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};

        static Fields random(RandomGenerator random) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < RANGES.length; i++) {
                // Seldom a month, or most would be far away.
                words.add(i == 3 && random.nextInt(5) > 0 ? "*" : word(RANGES[i], random));
            }
            return new Fields(words);
        }

        private static String word(int[] range, RandomGenerator random) {
            int one = random.nextInt(range[0], range[1] + 1);
            int other = random.nextInt(range[0], range[1] + 1);
            int step = 1 + random.nextInt(range[1] - range[0] - 1);
            String span = Math.min(one, other) + "-" + Math.max(one, other);
            return switch (random.nextInt(7)) {
                case 0, 1 -> "*";
                case 2 -> "*/" + step;
                case 3 -> String.valueOf(one);
                case 4 -> one + "," + span;
                case 5 -> span + "/" + step;
                default -> span;
            };
        }

        String text() {
            return String.join(" ", words);
        }

        List<Instant> lookedAt(Instant after, ZoneId zone) {
            List<Instant> all = new ArrayList<>();
            List<BitSet> bits = new ArrayList<>();
            for (int i = 0; i < RANGES.length; i++) {
                bits.add(bits(words.get(i), RANGES[i]));
            }
            Instant minute = after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            Instant end = after.plus(LOOKED_AT);
            for (; minute.isBefore(end) && all.size() < MOST; minute = minute.plusSeconds(60)) {
                if (isRun(minute, zone, bits)) {
                    all.add(minute);
                }
            }
            return all;
        }

        private boolean isRun(Instant minute, ZoneId zone, List<BitSet> bits) {
            LocalDateTime local = LocalDateTime.ofInstant(minute, zone);
            ZoneOffsetTransition change = zone.getRules().previousTransition(minute.plusNanos(1));
            if (change != null && change.isGap() && change.getInstant().equals(minute)) {
                LocalDateTime lost = change.getDateTimeBefore();
                for (; lost.isBefore(change.getDateTimeAfter()); lost = lost.plusMinutes(1)) {
                    if (has(lost, bits)) {
                        return true;
                    }
                }
            }
            boolean isAgain =
                    change != null
                            && change.isOverlap()
                            && local.isBefore(change.getDateTimeBefore());
            return has(local, bits) && (!isAgain || words.get(1).startsWith("*"));
        }

        private boolean has(LocalDateTime time, List<BitSet> bits) {
            boolean isOfMonth = bits.get(2).get(time.getDayOfMonth());
            int day = time.getDayOfWeek().getValue();
            boolean isOfWeek = bits.get(4).get(day) || bits.get(4).get(day % 7);
            boolean isEither = !words.get(2).startsWith("*") && !words.get(4).startsWith("*");
            return bits.get(0).get(time.getMinute())
                    && bits.get(1).get(time.getHour())
                    && bits.get(3).get(time.getMonthValue())
                    && (isEither ? isOfMonth || isOfWeek : isOfMonth && isOfWeek);
        }

        private static BitSet bits(String word, int[] range) {
            BitSet bits = new BitSet();
            for (String part : word.split(",")) {
                String[] step = part.split("/");
                String[] ends = step[0].split("-");
                int first = step[0].equals("*") ? range[0] : Integer.parseInt(ends[0]);
                int last = step[0].equals("*") ? range[1] : Integer.parseInt(ends[ends.length - 1]);
                for (int i = first;
                        i <= last;
                        i += step.length > 1 ? Integer.parseInt(step[1]) : 1) {
                    bits.set(i);
                }
            }
            return bits;
        }
    }
}
