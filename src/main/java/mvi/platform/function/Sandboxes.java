package mvi.platform.function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.release.OutputDrain;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec.Labels;

/**
 * All containers that functions are kept warm in, on this machine: starts them in the memory that
 * there is for them, hears of their ends, and ends those that nobody has used for a while.
 */
public final class Sandboxes implements FunctionPool.Host, AutoCloseable {
    /** Between SIGTERM and SIGKILL, for one that is idle. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** In looks; ends of containers are told by the engine, this is for what was not. */
    private static final int STRAYS_EVERY = 15;

    /** How long a container that asks may be one that is just being started. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

    private final ContainerService containers;
    private final SandboxStarter starter;
    private final OutputDrain output;
    private final FunctionConfig config;
    private final Events events;
    private final Clock clock;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<FunctionName, FunctionPool> pools = new ConcurrentHashMap<>();
    private final Map<String, Sandbox> byContainer = new ConcurrentHashMap<>();
    private final Map<String, LambdaWire> byAddress = new ConcurrentHashMap<>();
    private final List<FunctionPool> leaving = new ArrayList<>();
    private final ReentrantLock memoryLock = new ReentrantLock();
    private final Bell registered = new Bell();
    private final Bell freed = new Bell();
    private long memory;
    private volatile boolean isClosed;
    private volatile ContainerService.Subscription watch = () -> {};
    private volatile Thread looker = Thread.ofVirtual().unstarted(() -> {});

    Sandboxes(
            ContainerService containers,
            SandboxStarter starter,
            OutputDrain output,
            FunctionConfig config,
            Events events,
            Clock clock) {
        this.containers = containers;
        this.starter = starter;
        this.output = output;
        this.config = config;
        this.events = events;
        this.clock = clock;
    }

    void start() {
        watch = containers.watch((id, what) -> workers.execute(() -> lookAt(id)));
        looker = Thread.ofVirtual().name("sandboxes").start(this::lookForEver);
    }

    /** The pool of a version; that of the version before takes no more calls. */
    FunctionPool pool(FunctionVersion version) {
        FunctionPool pool =
                pools.compute(
                        version.name(),
                        (name, before) -> {
                            if (before != null && before.version().isSameAs(version)) {
                                return before;
                            }
                            if (before != null) {
                                leave(before);
                            }
                            return new FunctionPool(version, this, clock);
                        });
        if (isClosed) {
            throw Problem.unavailable("closing", "the platform is closing", null);
        }
        return pool;
    }

    private void leave(FunctionPool before) {
        synchronized (leaving) {
            leaving.add(before);
        }
        workers.execute(before::retire);
    }

    /** Those of these functions are all that may stay. */
    void retain(List<FunctionName> functions) {
        for (FunctionName each : pools.keySet()) {
            if (!functions.contains(each)) {
                FunctionPool pool = pools.remove(each);
                if (pool != null) {
                    leave(pool);
                }
            }
        }
    }

    Optional<FunctionPool> find(FunctionName function) {
        return Optional.ofNullable(pools.get(function));
    }

    /**
     * The end of the Runtime API for the container at this address; waits a moment for one that is
     * just being started.
     */
    public Optional<LambdaWire> wire(String address) throws InterruptedException {
        long began = clock.nanos();
        while (true) {
            long seen = registered.count();
            LambdaWire wire = byAddress.get(address);
            if (wire != null) {
                return Optional.of(wire);
            }
            Duration left = UNKNOWN_FOR.minusNanos(clock.nanos() - began);
            if (left.isNegative() || left.isZero() || isClosed) {
                return Optional.empty();
            }
            registered.await(seen, left);
        }
    }

    @Override
    public boolean reserve(FunctionVersion version) {
        long bytes = starter.memory(version).bytes();
        memoryLock.lock();
        try {
            boolean fits = memory + bytes <= config.memory().bytes() || memory == 0;
            if (fits) {
                memory += bytes;
                return true;
            }
        } finally {
            memoryLock.unlock();
        }
        // What others keep warm gives way; whoever waits is tried again when it has.
        workers.execute(this::endLongestIdle);
        return false;
    }

    private void endLongestIdle() {
        all().stream()
                .filter(pool -> pool.oldestIdleNanos().isPresent())
                .min(Comparator.comparing(pool -> pool.oldestIdleNanos().orElse(Long.MAX_VALUE)))
                .ifPresent(FunctionPool::endOneIdle);
    }

    /** Room for a run that is not kept warm; waits for it. */
    void reserveWaiting(FunctionVersion version) throws InterruptedException {
        while (true) {
            long seen = freed.count();
            if (reserve(version)) {
                return;
            }
            freed.await(seen, LOOK_EVERY);
        }
    }

    /** Gives back what was reserved. */
    void release(FunctionVersion version) {
        memoryLock.lock();
        try {
            memory -= starter.memory(version).bytes();
        } finally {
            memoryLock.unlock();
        }
        freed.ring();
        if (!isClosed) {
            all().forEach(FunctionPool::startMore);
        }
    }

    private List<FunctionPool> all() {
        List<FunctionPool> all = new ArrayList<>(pools.values());
        synchronized (leaving) {
            all.addAll(leaving);
        }
        return all;
    }

    private Optional<FunctionPool> poolOf(FunctionVersion version) {
        return all().stream().filter(pool -> pool.version().isSameAs(version)).findFirst();
    }

    @Override
    public void start(FunctionVersion version) {
        workers.execute(() -> startNow(version));
    }

    private void startNow(FunctionVersion version) {
        SandboxStart start = starter.start(version, this::register);
        if (start instanceof SandboxStart.Failed failed) {
            events.info(
                    "function-start-failed",
                    "function",
                    version,
                    "container",
                    failed.container(),
                    "why",
                    failed.fault().message());
            byContainer.values().stream()
                    .filter(each -> each.name().equals(failed.container()))
                    .findFirst()
                    .ifPresent(this::takeAway);
            release(version);
        }
        poolOf(version).ifPresentOrElse(pool -> pool.started(start), () -> endUnwanted(start));
    }

    private void endUnwanted(SandboxStart start) {
        if (start instanceof SandboxStart.Started started) {
            end(started.sandbox());
        }
    }

    private void register(Sandbox sandbox) {
        byContainer.put(sandbox.id(), sandbox);
        if (sandbox.wire() instanceof LambdaWire wire) {
            sandbox.container().address().ifPresent(address -> byAddress.put(address, wire));
        }
        registered.ring();
        // It may have ended before anybody knew it.
        lookAt(sandbox.id());
    }

    @Override
    public void end(Sandbox sandbox) {
        workers.execute(
                () -> {
                    takeAway(sandbox);
                    release(sandbox.version());
                });
    }

    /** Its address is another's as soon as it is gone, so it is forgotten before that. */
    private void takeAway(Sandbox sandbox) {
        byContainer.remove(sandbox.id());
        if (sandbox.wire() instanceof LambdaWire wire) {
            sandbox.container().address().ifPresent(address -> byAddress.remove(address, wire));
        }
        sandbox.wire().ended();
        remove(sandbox.container());
    }

    private void remove(Container container) {
        try {
            containers.stop(container.id(), GRACE);
            if (output.drained(container.id())) {
                containers.remove(container.id());
            }
        } catch (Problem again) {
            // The next look finds it once more.
            events.info(
                    "function-end-failed",
                    "container",
                    container.name(),
                    "why",
                    again.publicMessage());
        }
    }

    private void lookAt(String id) {
        Sandbox sandbox = byContainer.get(id);
        if (sandbox == null) {
            return;
        }
        try {
            boolean isGone =
                    containers
                            .find(id)
                            .filter(each -> each.state() != Container.State.EXITED)
                            .isEmpty();
            if (isGone) {
                sandbox.wire().ended();
                poolOf(sandbox.version()).ifPresent(pool -> pool.discard(sandbox));
            }
        } catch (Problem away) {
            events.info("function-look-failed", "container", id, "why", away.publicMessage());
        }
    }

    private void lookForEver() {
        boolean isFirst = true;
        int round = 0;
        while (!isClosed) {
            try {
                clock.sleep(LOOK_EVERY);
                all().forEach(pool -> pool.endIdle(config.keepWarm()));
                forgetEmpty();
                if (isFirst || ++round % STRAYS_EVERY == 0) {
                    removeStrays();
                    isFirst = false;
                }
            } catch (InterruptedException closing) {
                return;
            } catch (Problem away) {
                events.info("function-look-failed", "why", away.publicMessage());
            }
        }
    }

    private void forgetEmpty() {
        synchronized (leaving) {
            leaving.removeIf(pool -> pool.sandboxes().isEmpty());
        }
    }

    /** What a control plane before this one has left, and what ended unheard. */
    private void removeStrays() {
        for (Container each : containers.list()) {
            if (!each.labels().role().equals(Labels.FUNCTION)) {
                continue;
            }
            Sandbox known = byContainer.get(each.id());
            if (known != null) {
                if (each.state() == Container.State.EXITED) {
                    lookAt(each.id());
                }
            } else if (!starter.isStarting(each.name())) {
                remove(each);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        looker.interrupt();
        registered.ring();
        byContainer.values().forEach(each -> each.wire().ended());
        workers.shutdown();
    }
}
