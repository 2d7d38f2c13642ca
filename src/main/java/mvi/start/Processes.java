package mvi.start;

import java.util.Map;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.start.balance.BalanceConfig;
import mvi.start.balance.BalanceProcess;
import mvi.start.control.ControlProcess;
import mvi.start.data.DataConfig;
import mvi.start.data.DataProcess;

/** The entry of each process: configuration in, events on standard error, an exit status out. */
public final class Processes {
    private final Map<String, String> environment;
    private final Clock clock;
    private final Events events;

    /** A process's life. */
    @FunctionalInterface
    public interface Life {
        void live() throws Exception;
    }

    public Processes(Map<String, String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
        this.events = Events.to(System.err, clock);
    }

    /**
     * The exit status: 0 for a life that ended by itself, 1 for one that failed; its supervisor
     * starts another.
     */
    public int run(Life life) throws InterruptedException {
        try {
            life.live();
            return 0;
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Problem problem) {
            events.warn(
                    "not-started",
                    "problem",
                    problem.publicMessage(),
                    "detail",
                    problem.detail(),
                    "cause",
                    String.valueOf(problem.getCause()));
            return 1;
        } catch (Exception failed) {
            events.warn("not-started", "problem", failed, "at", firstFrame(failed));
            return 1;
        }
    }

    public void data() throws Exception {
        DataProcess.run(DataConfig.of(configuration()), clock, Chance.system(), events);
    }

    public void balance() throws Exception {
        BalanceProcess.run(BalanceConfig.of(configuration()), clock, Chance.system(), events);
    }

    public void control() throws Exception {
        ControlProcess.run(configuration(), environment, clock, Chance.system(), events);
    }

    /** One run for an AOT cache. */
    public void train(String process) throws Exception {
        new Training(environment, clock, Events.to(System.err, clock)).run(process);
    }

    private Configuration configuration() {
        return Configuration.load(Home.of(environment), environment);
    }

    private static String firstFrame(Exception failed) {
        StackTraceElement[] frames = failed.getStackTrace();
        return frames.length == 0 ? "" : frames[0].toString();
    }
}
