package mvi.platform.function;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.platform.app.AppLocks;
import mvi.platform.app.Apps;
import mvi.platform.release.AppNetworks;
import mvi.platform.release.ContainerSpecs;
import mvi.platform.release.OutputDrain;
import mvi.platform.release.Releases;
import mvi.services.blob.BlobService;
import mvi.services.container.ContainerService;
import mvi.services.kv.KvService;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;

/** Functions, from outside: calls of them, their events, their schedules, how they are. */
public final class FunctionKeeper implements AutoCloseable {
    /** The type of events that somebody sent by Invoke. */
    private static final String INVOKED = "mvi.function.invoked";

    private static final int TAIL_LINES = 200;
    private static final int UNIQUE_CHARACTERS = 10;
    private static final int REQUEST_ID_BYTES = 16;
    private static final ByteCount TAIL = ByteCount.kib(4);

    private final FunctionConfig config;
    private final Functions functions;
    private final FunctionNumbers numbers = new FunctionNumbers();
    private final EventIntake intake;
    private final EventDesk desk;
    private final Schedules schedules;
    private final Sandboxes sandboxes;
    private final Invoker invoker;
    private final FunctionLoop loop;
    private final LogTriggers logTriggers;
    private final InvocationLog invocationLog;
    private final LogService log;
    private final OutputDrain output;
    private final Ids ids;
    private final Clock clock;
    private final Chance chance;

    /**
     * What functions are made of.
     *
     * @param changed rings when apps may run something else
     * @param who this control plane, by a name that no other has at the same time
     */
    public record Parts(
            KvService kv,
            BlobService blob,
            Apps apps,
            Releases releases,
            AppLocks locks,
            ContainerService containers,
            ContainerSpecs specs,
            AppNetworks networks,
            OutputDrain output,
            LogService log,
            RuntimeListener listener,
            EventPost post,
            FunctionConfig config,
            Bell changed,
            String who,
            Events events,
            Clock clock,
            Chance chance) {}

    public FunctionKeeper(Parts parts) {
        this.config = parts.config();
        this.clock = parts.clock();
        this.chance = parts.chance();
        this.log = parts.log();
        this.output = parts.output();
        this.ids = new Ids(clock, parts.chance());
        this.functions = new Functions(parts.apps(), parts.releases());
        EventQueue queue = new EventQueue(parts.kv());
        this.intake = new EventIntake(queue);
        this.invocationLog = new InvocationLog(parts.log(), parts.events(), clock);
        LastWords lastWords = new LastWords(parts.containers(), parts.output(), parts.log());
        SandboxStarter starter =
                new SandboxStarter(
                        new SandboxStarter.Parts(
                                parts.containers(),
                                parts.specs(),
                                parts.networks(),
                                parts.listener(),
                                parts.post(),
                                lastWords),
                        config,
                        clock);
        this.sandboxes =
                new Sandboxes(
                        parts.containers(), starter, parts.output(), config, parts.events(), clock);
        ExecRuns runs =
                new ExecRuns(
                        parts.containers(), starter, sandboxes, lastWords, parts.output(), clock);
        this.invoker =
                new Invoker(functions, sandboxes, runs, lastWords, numbers, invocationLog, clock);
        this.schedules = new Schedules(parts.kv(), queue, functions::of, config, clock);
        DeadLetters deadLetters = new DeadLetters(parts.blob());
        Delivery delivery =
                new Delivery(
                        new Delivery.Parts(
                                queue,
                                name -> functions.find(name).map(FunctionVersion::spec),
                                invoker::invoke,
                                deadLetters,
                                numbers,
                                LogBatches::split,
                                new History(schedules),
                                BackOff.DEFAULT,
                                parts.events(),
                                parts.chance()),
                        clock);
        this.logTriggers =
                new LogTriggers(parts.kv(), parts.log(), this::wake, parts.events(), clock);
        this.loop =
                new FunctionLoop(
                        new FunctionLoop.Parts(
                                parts.locks(),
                                functions,
                                new FunctionRecords(parts.kv()),
                                new TriggerRules(parts.blob(), config.region(), parts.events()),
                                logTriggers,
                                sandboxes,
                                schedules,
                                numbers,
                                name ->
                                        new QueueDrain(
                                                name, delivery, queue, parts.events(), clock),
                                parts.changed(),
                                parts.who(),
                                parts.events()),
                        clock);
        this.desk = new EventDesk(queue, deadLetters, functions, loop::wake);
    }

    /** Runs of schedules are kept on record. */
    private record History(Schedules schedules) implements Delivery.Listener {
        @Override
        public void begins(FunctionEvent event) {
            if (event.source() == Source.SCHEDULE) {
                schedules.begins(event);
            }
        }

        @Override
        public void ended(FunctionEvent event, InvocationResult result, boolean isLast) {
            if (event.source() == Source.SCHEDULE) {
                schedules.ended(event, result, isLast);
            }
        }
    }

    public void start() {
        invocationLog.start();
        sandboxes.start();
        logTriggers.start();
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        logTriggers.close();
        sandboxes.close();
        invocationLog.close();
    }

    /** There are new events in a queue. */
    public void wake(EventQueue.Name name) {
        loop.wake(name);
    }

    public String arn(FunctionName function) {
        return function.arn(config.region());
    }

    /** Throws MISSING {@code no-such-function}. */
    public FunctionVersion require(FunctionName function) {
        return functions.get(function);
    }

    /** By the name of its process. Throws MISSING {@code no-such-function}. */
    public FunctionVersion require(String app, String name) {
        return functions.of(app).stream()
                .filter(each -> each.process().name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-function",
                                        "app '%s' has no function '%s'; mvi functions -a %s lists them"
                                                .formatted(app, name, app)));
    }

    /**
     * A call that somebody waits for; as {@link Invoker#invoke}.
     *
     * @param requestId of {@link #newRequestId}
     */
    public InvocationResult invoke(
            FunctionName function,
            String requestId,
            byte[] payload,
            String trace,
            Optional<String> clientContext)
            throws InterruptedException {
        Invocation.About about =
                new Invocation.About(
                        requestId, Source.INVOKE.urn(function), INVOKED, "", clock.now());
        return invoker.invoke(
                new Invocation(function, requestId, about, payload, trace, clientContext),
                Invoker.Patience.CALLER);
    }

    /** An event that nobody waits for: on the disk when this returns its id. */
    public String enqueue(FunctionName function, byte[] payload, String trace) {
        FunctionVersion _ = functions.get(function);
        FunctionEvent event =
                new FunctionEvent(
                        function,
                        Source.INVOKE,
                        FunctionEvent.number(clock.now(), ids.random(UNIQUE_CHARACTERS)),
                        "",
                        INVOKED,
                        "",
                        clock.now(),
                        payload,
                        trace,
                        FunctionEvent.Delivery.NONE);
        intake.add(event);
        loop.wake(EventQueue.name(event));
        return event.id();
    }

    /** Of a call that somebody waits for. */
    public String newRequestId() {
        byte[] bytes = new byte[REQUEST_ID_BYTES];
        chance.fill(bytes);
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    /** The Runtime API's end for the container at this address. */
    public Optional<LambdaWire> wire(String address) throws InterruptedException {
        return sandboxes.wire(address);
    }

    /** The last of what a call has written, at most 4 KiB. */
    public byte[] tail(FunctionName function, InvocationResult result) {
        String container = result.ran().container();
        Optional<FunctionVersion> version = functions.find(function);
        if (container.isEmpty() || version.isEmpty()) {
            return new byte[0];
        }
        boolean _ = output.drained(container);
        byte[] lines =
                LogLine.texts(
                                log.read(
                                        LogService.LogQuery.ofContainer(
                                                version.get().app().name(),
                                                container,
                                                Optional.of(result.ran().began()),
                                                TAIL_LINES)))
                        .getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, lines.length - (int) TAIL.bytes());
        return Arrays.copyOfRange(lines, from, lines.length);
    }

    /**
     * What was written during a call.
     *
     * @param id of the request, or of the event
     */
    public List<LogLine> lines(String app, String id, int limit) {
        Set<String> ids = new LinkedHashSet<>(List.of(id));
        functions.of(app).forEach(each -> ids.add(FunctionEvent.requestId(each.name(), id)));
        return invocationLog.lines(app, ids, limit);
    }

    public EventDesk events() {
        return desk;
    }

    public Schedules schedules() {
        return schedules;
    }

    /**
     * A function in numbers.
     *
     * @param queued events that wait, as far as they are held
     * @param oldest when the oldest of them happened
     */
    public record Reading(
            FunctionVersion version,
            FunctionNumbers.Counts counts,
            int busy,
            int idle,
            int queued,
            Optional<Instant> oldest) {}

    /** Of all functions. */
    public List<Reading> readings() {
        return functions.all().stream().map(this::reading).toList();
    }

    /** Of an app's, by name. */
    public List<Reading> readings(String app) {
        return functions.of(app).stream().map(this::reading).toList();
    }

    private Reading reading(FunctionVersion version) {
        Optional<FunctionPool> pool = sandboxes.find(version.name());
        List<QueueDrain> drains = new ArrayList<>();
        for (Source each : Source.values()) {
            loop.drain(new EventQueue.Name(version.name(), each)).ifPresent(drains::add);
        }
        return new Reading(
                version,
                numbers.of(version.name()),
                pool.map(FunctionPool::busyCount).orElse(0),
                pool.map(FunctionPool::idleCount).orElse(0),
                drains.stream().mapToInt(QueueDrain::depth).sum(),
                drains.stream()
                        .map(QueueDrain::oldest)
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo));
    }

    /** What somebody should look at: schedules that failed, or have not succeeded for too long. */
    public List<String> troubles() {
        List<String> all = new ArrayList<>();
        Instant now = clock.now();
        for (Schedules.Schedule each : schedules.list(Optional.empty())) {
            String name = each.version().app().name() + "/" + each.name();
            if (each.isOverdue(now)) {
                all.add(
                        "the schedule %s has not ended well since %s: mvi schedules history -a %s %s"
                                .formatted(
                                        name,
                                        each.succeeded()
                                                .map(Instant::toString)
                                                .orElse("it is there"),
                                        each.version().app().name(),
                                        each.name()));
            } else if (!each.failure().isEmpty()) {
                all.add(
                        "the last run of the schedule %s failed: mvi schedules history -a %s %s"
                                .formatted(name, each.version().app().name(), each.name()));
            }
        }
        return all;
    }
}
