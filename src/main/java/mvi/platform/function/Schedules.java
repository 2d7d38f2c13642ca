package mvi.platform.function;

import static mvi.platform.app.PlatformTables.SCHEDULES;
import static mvi.platform.app.PlatformTables.SCHEDULE_RUNS;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.manifest.Trigger;
import mvi.platform.app.AppLocks;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;

/**
 * Turns the ticks of clocks into events, each tick once: the event, the time up to which ticks have
 * been seen to, and the entry of the history are one transaction, together with the check that no
 * other control plane has taken over.
 */
public final class Schedules {
    /** Runs that a schedule's history keeps. */
    public static final int HISTORY = 100;

    /** A tick that is older was missed: nothing ran when its time came. */
    private static final Duration MISSED_AFTER = Duration.ofMinutes(1);

    /** A time seen to that is so far ahead is a clock that was put back. */
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** Ticks that are looked through for the last one that is due. */
    private static final int LOOKED_THROUGH = 100_000;

    private static final int ATTEMPTS = 10;

    private final KvService kv;
    private final EventQueue queue;
    private final Versions versions;
    private final FunctionConfig config;
    private final Clock clock;
    private volatile Instant due = Instant.MIN;

    Schedules(
            KvService kv, EventQueue queue, Versions versions, FunctionConfig config, Clock clock) {
        this.kv = kv;
        this.queue = queue;
        this.versions = versions;
        this.config = config;
        this.clock = clock;
    }

    /** The functions that there are. */
    @FunctionalInterface
    interface Versions {
        /** Of an app, or of all. */
        List<FunctionVersion> of(Optional<String> app);
    }

    /**
     * A schedule, and how it stands.
     *
     * @param isNew whether it is not on record like this yet: its ticks count from now on
     */
    public record Schedule(
            FunctionVersion version, Trigger.Schedule trigger, ScheduleItem item, boolean isNew) {
        public String name() {
            return item.name();
        }

        public boolean isPaused() {
            return item.isPaused();
        }

        public Optional<Instant> succeeded() {
            return item.succeeded();
        }

        /** What the last run said that has ended; empty unless it failed. */
        public String failure() {
            return item.failure();
        }

        public Optional<Instant> next(Instant now) {
            return item.isPaused()
                    ? Optional.empty()
                    : trigger.timetable().next(now, item.anchor());
        }

        /** Whether no run has ended well for longer than the manifest expects. */
        public boolean isOverdue(Instant now) {
            return trigger.expected()
                    .filter(unused -> !item.isPaused())
                    .map(
                            expected ->
                                    item.succeeded()
                                            .orElse(item.anchor())
                                            .plus(expected)
                                            .isBefore(now))
                    .orElse(false);
        }
    }

    /** Those of all functions, or of an app's. */
    public List<Schedule> list(Optional<String> app) {
        List<Schedule> all = new ArrayList<>();
        for (FunctionVersion version : versions.of(app)) {
            int number = 0;
            for (Trigger each : version.spec().triggers()) {
                if (each instanceof Trigger.Schedule trigger) {
                    number++;
                    all.add(schedule(version, number, trigger));
                }
            }
        }
        return all;
    }

    private Schedule schedule(FunctionVersion version, int number, Trigger.Schedule trigger) {
        FunctionName function = version.name();
        String text = trigger.timetable().expression() + " " + trigger.timetable().zone();
        Optional<ScheduleItem> stored =
                kv.get(SCHEDULES, ScheduleItem.key(function, number)).map(ScheduleItem::read);
        boolean isCurrent = stored.filter(each -> each.text().equals(text)).isPresent();
        ScheduleItem item =
                stored.map(each -> isCurrent ? each : each.changed(text, clock.now()))
                        .orElseGet(() -> ScheduleItem.begun(function, number, text, clock.now()));
        return new Schedule(version, trigger, item, !isCurrent);
    }

    /** Throws MISSING {@code no-such-schedule}. */
    public Schedule get(String app, String name) {
        return list(Optional.of(app)).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-schedule",
                                        "app '%s' has no schedule '%s'; mvi schedules -a %s lists them"
                                                .formatted(app, name, app)));
    }

    /** Makes events of the ticks that are due. Returns the queues that have new ones. */
    List<EventQueue.Name> tick(AppLocks.Held lock) {
        List<EventQueue.Name> woken = new ArrayList<>();
        Instant now = clock.now();
        Instant earliest = Instant.MAX;
        for (Schedule each : list(Optional.empty())) {
            if (tick(lock, each)) {
                woken.add(new EventQueue.Name(each.version().name(), Source.SCHEDULE));
            }
            Instant next =
                    each.trigger().timetable().next(now, each.item().anchor()).orElse(Instant.MAX);
            earliest = next.isBefore(earliest) ? next : earliest;
        }
        due = earliest;
        return woken;
    }

    /** When the next tick of any schedule comes, as far as it was known at the last look. */
    Instant due() {
        return due;
    }

    private boolean tick(AppLocks.Held lock, Schedule schedule) {
        Instant now = clock.now();
        ScheduleItem item = schedule.item();
        boolean isAhead = item.handled().isAfter(now.plus(AHEAD));
        if (schedule.isNew() || isAhead) {
            boolean _ = commit(List.of(lock.check(), replace(item.handledTo(now))));
            return false;
        }
        Optional<Instant> due = lastDue(schedule, now);
        if (due.isEmpty()) {
            return false;
        }
        ScheduleItem next = item.handledTo(due.get());
        boolean isMissed = due.get().isBefore(now.minus(MISSED_AFTER));
        boolean isDropped =
                item.isPaused() || isMissed && schedule.trigger().missed() == Trigger.Missed.NONE;
        List<TransactAction> actions = new ArrayList<>(List.of(lock.check(), replace(next)));
        boolean isRun = false;
        if (!isDropped) {
            FunctionEvent event = event(schedule, due.get(), false);
            boolean isSkipped =
                    schedule.trigger().overlap() == Trigger.Overlap.SKIP && isBusy(item);
            isRun = !isSkipped;
            actions.add(
                    put(
                            ScheduleRun.of(
                                    item,
                                    event.id(),
                                    due.get(),
                                    false,
                                    isSkipped
                                            ? ScheduleRun.State.SKIPPED
                                            : ScheduleRun.State.QUEUED)));
            if (isRun) {
                actions.add(EventQueue.put(event));
            }
        }
        boolean isWritten = commit(actions);
        if (isWritten && !isDropped) {
            prune(item.key());
        }
        return isWritten && isRun;
    }

    /** The newest tick that has not been seen to and whose time has come. */
    private Optional<Instant> lastDue(Schedule schedule, Instant now) {
        ScheduleItem item = schedule.item();
        Optional<Instant> due = Optional.empty();
        Optional<Instant> next = schedule.trigger().timetable().next(item.handled(), item.anchor());
        for (int i = 0; i < LOOKED_THROUGH && next.isPresent() && !next.get().isAfter(now); i++) {
            due = next;
            next = schedule.trigger().timetable().next(next.get(), item.anchor());
        }
        return due;
    }

    private boolean isBusy(ScheduleItem item) {
        return queue
                .read(new EventQueue.Name(item.function(), Source.SCHEDULE), "", HISTORY)
                .stream()
                .anyMatch(event -> event.subject().equals(item.name()));
    }

    private FunctionEvent event(Schedule schedule, Instant tick, boolean isByHand) {
        FunctionName function = schedule.version().name();
        String name = schedule.name();
        String number =
                FunctionEvent.number(tick, schedule.item().schedule() + (isByHand ? "h" : ""));
        BridgeEvent told =
                new BridgeEvent(
                        function,
                        Source.SCHEDULE + "-" + number,
                        "Scheduled Event",
                        "aws.events",
                        tick.truncatedTo(ChronoUnit.SECONDS),
                        config.region(),
                        "arn:aws:events:%s:%s:rule/%s"
                                .formatted(config.region(), function.account(), name),
                        Map.of());
        boolean isInTurn = schedule.trigger().overlap() != Trigger.Overlap.ALLOW;
        return new FunctionEvent(
                function,
                Source.SCHEDULE,
                number,
                isInTurn ? name : "",
                "mvi.schedule.tick",
                name,
                tick,
                told.payload(),
                "",
                FunctionEvent.Delivery.NONE);
    }

    /** One run now, whatever the timetable says; the id of its event. */
    public String runNow(String app, String name) {
        Schedule schedule = get(app, name);
        FunctionEvent event = event(schedule, clock.now(), true);
        boolean isWritten =
                commit(
                        List.of(
                                EventQueue.put(event),
                                put(
                                        ScheduleRun.of(
                                                schedule.item(),
                                                event.id(),
                                                event.time(),
                                                true,
                                                ScheduleRun.State.QUEUED))));
        assert isWritten;
        return event.id();
    }

    /** Ticks pass without a run until it is resumed; those are not caught up with. */
    public void pause(String app, String name, boolean isPaused) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ScheduleItem item = get(app, name).item();
            if (item.version() > 0 && item.isPaused() == isPaused
                    || commit(List.of(replace(item.paused(isPaused, clock.now()))))) {
                return;
            }
        }
        throw Problem.conflict("schedule-busy", "the schedule was changed meanwhile; try again");
    }

    /** Newest first. */
    public List<ScheduleRun> history(String app, String name, int limit) {
        return runs(get(app, name).item().key(), limit);
    }

    private List<ScheduleRun> runs(String key, int limit) {
        return kv
                .query(
                        Query.partition(SCHEDULE_RUNS, "schedule", key)
                                .newestFirst(Math.min(limit, 2 * HISTORY)))
                .items()
                .stream()
                .map(ScheduleRun::read)
                .toList();
    }

    private void prune(String key) {
        List<ScheduleRun> runs = runs(key, 2 * HISTORY);
        for (int i = HISTORY; i < runs.size(); i++) {
            kv.delete(SCHEDULE_RUNS, ScheduleRun.key(key, runs.get(i).id()), Expression.NONE);
        }
    }

    void begins(FunctionEvent event) {
        run(event)
                .ifPresent(
                        run ->
                                kv.put(
                                        SCHEDULE_RUNS,
                                        run.running(clock.now()).write(),
                                        Expression.NONE));
    }

    void ended(FunctionEvent event, InvocationResult result, boolean isLast) {
        String error =
                result instanceof InvocationResult.Failed failed ? failed.fault().said() : "";
        ScheduleRun.State state =
                error.isEmpty()
                        ? ScheduleRun.State.SUCCEEDED
                        : isLast ? ScheduleRun.State.FAILED : ScheduleRun.State.RETRYING;
        Optional<ScheduleRun> run = run(event);
        run.ifPresent(
                each ->
                        kv.put(
                                SCHEDULE_RUNS,
                                each.ended(state, result.ran(), error).write(),
                                Expression.NONE));
        if (isLast && run.isPresent()) {
            note(event.function(), run.get().schedule(), error);
        }
    }

    private void note(FunctionName function, String key, String error) {
        int number = Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ScheduleItem> item =
                    kv.get(SCHEDULES, ScheduleItem.key(function, number)).map(ScheduleItem::read);
            if (item.isEmpty() || commit(List.of(replace(item.get().ended(clock.now(), error))))) {
                return;
            }
        }
    }

    private Optional<ScheduleRun> run(FunctionEvent event) {
        String number = event.number();
        String which = number.substring(number.lastIndexOf('-') + 1).replace("h", "");
        return kv.get(SCHEDULE_RUNS, ScheduleRun.key(event.function() + "/" + which, event.id()))
                .map(ScheduleRun::read);
    }

    private static TransactAction put(ScheduleRun run) {
        return new TransactAction.Put(SCHEDULE_RUNS, run.write(), Expression.NONE);
    }

    private static TransactAction replace(ScheduleItem item) {
        Expression condition =
                item.version() == 0
                        ? Expression.absent("function")
                        : Expression.equal("version", AttributeValue.number(item.version()));
        return new TransactAction.Put(SCHEDULES, item.write(), condition);
    }

    private boolean commit(List<TransactAction> actions) {
        return kv.transact(Principal.PLATFORM_ACCOUNT, actions, "").isWritten();
    }
}
