package mvi.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One load on each of some, by turns: CPU from /proc, medians of the rounds and of their ratios.
 */
final class Race {
    /** Servers run for months: what a JVM compiles in its first seconds is not measured. */
    private static final int WARM_UPS = 4;

    private final String unit;
    private final int rounds;
    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    /** A load, and what it is measured in: requests, or MiB. */
    interface Load {
        Told run() throws Exception;
    }

    /**
     * @param units that were done
     */
    record Told(double units, double perSecond, SteadyLoad.Times times) {
        static Told of(ObjectLoad.Told told, double unitsEach) {
            return new Told(
                    told.answers() * unitsEach, told.times().perSecond() * unitsEach, told.times());
        }

        static Told of(SteadyLoad.Times times, double unitsEach) {
            return new Told(
                    times.sorted().length * unitsEach, times.perSecond() * unitsEach, times);
        }
    }

    /**
     * @param process whose CPU counts; none for what is no server
     */
    record Entrant(String name, Optional<Process> process, Load load) {}

    private record Run(double perSecond, Proc.Cpu micros, double p50, double p99) {}

    private Race(String unit, int rounds) {
        this.unit = unit;
        this.rounds = rounds;
    }

    /**
     * @param entrants of which the first is what the others' ratios are to
     */
    static Race of(String title, String unit, int rounds, List<Entrant> entrants) throws Exception {
        Race race = new Race(unit, rounds);
        say("%n%s (load average %s)", title, Proc.load());
        for (int i = 0; i < WARM_UPS; i++) {
            for (Entrant each : entrants) {
                each.load().run();
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Entrant each : entrants) {
                race.runs.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(measured(each));
            }
        }
        race.print(entrants.getFirst().name());
        return race;
    }

    private static Run measured(Entrant entrant) throws Exception {
        Proc.Cpu none = new Proc.Cpu(Double.NaN, Double.NaN);
        Proc.Cpu before = entrant.process().isPresent() ? Proc.cpu(entrant.process().get()) : none;
        Told told = entrant.load().run();
        Proc.Cpu used =
                entrant.process().isPresent()
                        ? Proc.cpu(entrant.process().get()).since(before)
                        : none;
        double part = 1e6 / told.units();
        return new Run(
                told.perSecond(),
                new Proc.Cpu(used.user() * part, used.system() * part),
                told.times().millis(0.5),
                told.times().millis(0.99));
    }

    private void print(String first) {
        say(
                "%-14s %12s %8s %10s %10s %12s %10s",
                "", unit + "/s", "ratio", "p50 ms", "p99 ms", "CPU us/" + unit, "in kernel");
        for (String each : runs.keySet()) {
            say(
                    "%-14s %12.0f %8.2f %10.2f %10.2f %12.1f %10.1f",
                    each,
                    perSecond(each),
                    ratio(each, first),
                    median(each, Run::p50),
                    median(each, Run::p99),
                    cpuMicros(each),
                    median(each, run -> run.micros().system()));
        }
    }

    double perSecond(String name) {
        return median(name, Run::perSecond);
    }

    /** Of all its threads, a unit. */
    double cpuMicros(String name) {
        return median(name, run -> run.micros().total());
    }

    double ratio(String name, String to) {
        List<Run> own = runs(name);
        List<Run> base = runs(to);
        return median(
                IntStream.range(0, rounds)
                        .mapToObj(i -> own.get(i).perSecond() / base.get(i).perSecond()));
    }

    private double median(String name, Function<Run, Double> value) {
        return median(runs(name).stream().map(value));
    }

    private List<Run> runs(String name) {
        return runs.getOrDefault(name, List.of());
    }

    static double median(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void say(String line, Object... values) {
        System.out.println(line.formatted(values));
    }
}
