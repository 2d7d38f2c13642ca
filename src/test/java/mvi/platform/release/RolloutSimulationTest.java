package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.AppProcess.Order;
import mvi.manifest.AppProcess.Update;
import mvi.platform.app.Generation;
import mvi.services.balancer.BalancerRoutes.HealthCheck;
import mvi.services.balancer.BalancerRoutes.Policy;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerRoutes.Target;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.container.Container;
import org.junit.jupiter.api.Test;

/**
 * Rollouts in a world of their own, with delays and deaths by a seed: the control plane may die
 * after any step, and forgets everything but what KV, the engine and the balancer hold.
 */
final class RolloutSimulationTest {
    private static final int SEEDS = 500;
    private static final Generation OLD = new Generation(1, 0);
    private static final Generation NEW = new Generation(2, 0);
    private static final int MAXIMUM_TICKS = 4000;

    @Test
    void everyRolloutConvergesAboveItsFloorAndStopsNothingThatIsNotDrained() {
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, Fate.WELL);
            world.settle();
            assertThat(world.state).as("seed %d", seed).isEqualTo(ReleaseState.DONE);
            assertThat(world.healthyOf(NEW)).as("seed %d", seed).isEqualTo(world.count);
            assertThat(world.healthyOf(OLD)).as("seed %d", seed).isZero();
            assertThat(world.plan()).as("second pass, seed %d", seed).isEmpty();
        }
    }

    @Test
    void aReleaseThatCanNotGetWellIsUndoneAboveTheFloor() {
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, Fate.NEVER_WELL);
            world.settle();
            assertThat(world.generation).as("seed %d", seed).isEqualTo(OLD);
            assertThat(world.state).as("seed %d", seed).isEqualTo(ReleaseState.DONE);
            assertThat(world.healthyOf(OLD)).as("seed %d", seed).isEqualTo(world.oldCount);
            assertThat(world.healthyOf(NEW)).as("seed %d", seed).isZero();
            assertThat(world.plan()).as("second pass, seed %d", seed).isEmpty();
        }
    }

    @Test
    void aReleaseThatDiesWhileItIsWatchedIsUndone() {
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, Fate.DIES_SOON);
            world.settle();
            assertThat(world.generation).as("seed %d", seed).isEqualTo(OLD);
            assertThat(world.healthyOf(OLD)).as("seed %d", seed).isEqualTo(world.oldCount);
            assertThat(world.plan()).as("second pass, seed %d", seed).isEmpty();
        }
    }

    /** Of the containers of the new release. */
    private enum Fate {
        WELL,
        NEVER_WELL,
        DIES_SOON
    }

    /** A container of this world. */
    private static final class Box {
        private final String name;
        private final Generation generation;
        private final long born;
        private final long wellAt;
        private final long diesAt;
        private Container.State state = Container.State.RUNNING;
        private long ended;
        private boolean isDraining;
        private boolean isRegistered;
        private int inFlight;

        Box(String name, Generation generation, long born, long wellAt, long diesAt) {
            this.name = name;
            this.generation = generation;
            this.born = born;
            this.wellAt = wellAt;
            this.diesAt = diesAt;
        }
    }

    /** Engine, balancer and KV in one, with time in ticks of 100 ms. */
    private static final class World {
        private final int seed;
        private final Random random;
        private final Fate fate;
        private final Map<String, Box> boxes = new LinkedHashMap<>();
        private final Map<String, Long> drainingSince = new HashMap<>();
        private final Map<String, Long> wellSince = new HashMap<>();
        private final int oldCount;
        private final int count;
        private final Update update;
        private final int floor;
        private Generation generation = NEW;
        private ReleaseState state = ReleaseState.PENDING;
        private List<Route> routes = List.of();
        private long now;
        private int names;

        World(int seed, Fate fate) {
            this.seed = seed;
            this.random = new Random(seed);
            this.fate = fate;
            this.oldCount = 1 + random.nextInt(4);
            this.count = 1 + random.nextInt(4);
            this.floor = Math.min(oldCount, count);
            this.update =
                    new Update(
                            1 + random.nextInt(3),
                            random.nextBoolean() ? Order.START_FIRST : Order.STOP_FIRST,
                            Duration.ofMillis(100 * random.nextInt(20)),
                            Duration.ofMillis(
                                    100 * (fate == Fate.DIES_SOON ? 20 : random.nextInt(20))));
            for (int i = 0; i < oldCount; i++) {
                Box box = new Box("old-" + i, OLD, -1000, 0, Long.MAX_VALUE);
                box.isRegistered = true;
                boxes.put(box.name, box);
            }
            routes = AppRoutes.of(wanted(), actual());
        }

        void settle() {
            for (int tick = 0; tick < MAXIMUM_TICKS; tick++) {
                now++;
                live();
                List<Step> steps = plan();
                if (steps.isEmpty() && isQuiet()) {
                    return;
                }
                for (Step step : steps) {
                    carryOut(step);
                    invariant();
                    if (random.nextInt(10) == 0) {
                        crash();
                        break;
                    }
                }
            }
            throw new AssertionError("seed " + seed + " did not converge: " + plan());
        }

        private boolean isQuiet() {
            int wanted = generation.equals(NEW) ? count : oldCount;
            return state == ReleaseState.DONE
                    && boxes.size() == wanted
                    && healthyOf(generation) == wanted;
        }

        /** Requests come to what takes them; containers get well or die. */
        private void live() {
            for (Box box : boxes.values()) {
                if (box.state == Container.State.RUNNING && now >= box.diesAt) {
                    box.state = Container.State.EXITED;
                    box.ended = now;
                }
                if (isHealthy(box) && !box.isDraining) {
                    box.inFlight = random.nextInt(4);
                } else if (box.inFlight > 0 && random.nextInt(3) == 0) {
                    box.inFlight--;
                }
            }
        }

        /** What a control plane that starts anew knows: the balancer's targets and no more. */
        private void crash() {
            drainingSince.clear();
            wellSince.clear();
            routes = List.of();
            routes = AppRoutes.of(wanted(), actual());
            applyRoutes();
        }

        private void invariant() {
            long healthy =
                    boxes.values().stream()
                            .filter(this::isHealthy)
                            .filter(b -> !b.isDraining)
                            .count();
            boolean isStopFirst = update.order() == Order.STOP_FIRST;
            if (fate != Fate.DIES_SOON) {
                assertThat(healthy)
                        .as("healthy at %d, seed %d", now, seed)
                        .isGreaterThanOrEqualTo(floor - (isStopFirst ? update.parallelism() : 0));
            }
            assertThat(boxes.values().stream().filter(b -> b.state == Container.State.RUNNING))
                    .as("running at %d, seed %d", now, seed)
                    .hasSizeLessThanOrEqualTo(
                            Math.max(oldCount, count) + (isStopFirst ? 0 : update.parallelism()));
        }

        private boolean isHealthy(Box box) {
            return box.state == Container.State.RUNNING && box.isRegistered && now >= box.wellAt;
        }

        long healthyOf(Generation which) {
            return boxes.values().stream()
                    .filter(box -> box.generation.equals(which) && isHealthy(box))
                    .count();
        }

        List<Step> plan() {
            return RolloutPlanner.plan(wanted(), actual());
        }

        private Wanted wanted() {
            boolean isNew = generation.equals(NEW);
            return new Wanted(
                    "app",
                    generation,
                    state,
                    List.of(
                            new Wanted.WantedProcess(
                                    "web",
                                    Lifetime.SERVICE,
                                    List.of(),
                                    isNew ? count : oldCount,
                                    update,
                                    isNew ? oldCount : Math.min(oldCount, count),
                                    List.of("app.localhost"),
                                    List.of(),
                                    Policy.DEFAULT,
                                    Optional.empty(),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(10))),
                    Map.of(),
                    Set.of(),
                    false,
                    false);
        }

        private Actual actual() {
            List<Actual.Seen> seen = new ArrayList<>();
            boxes.values().forEach(box -> seen.add(see(box)));
            return new Actual(seen, routes, Map.of(), Map.of());
        }

        private Actual.Seen see(Box box) {
            boolean hasEnded = box.state == Container.State.EXITED;
            Optional<Health> health =
                    hasEnded || !box.isRegistered
                            ? Optional.empty()
                            : Optional.of(
                                    box.isDraining
                                            ? Health.DRAINING
                                            : isHealthy(box) ? Health.HEALTHY : Health.ADDING);
            if (box.isDraining) {
                drainingSince.putIfAbsent(box.name, now);
            }
            boolean isWell = isHealthy(box) && !box.isDraining;
            if (isWell) {
                wellSince.putIfAbsent(box.name, now);
            }
            return new Actual.Seen(
                    box.name,
                    box.name,
                    "web",
                    box.generation,
                    box.state,
                    OptionalInt.of(8080),
                    HealthCheck.DEFAULT,
                    false,
                    Optional.empty(),
                    hasEnded ? Optional.empty() : Optional.of("10.0.0.1"),
                    Actual.Verdict.NONE,
                    Duration.ofMillis(100 * (now - (hasEnded ? box.ended : box.born))),
                    isWell
                            ? Duration.ofMillis(100 * (now - wellSince.getOrDefault(box.name, now)))
                            : Duration.ZERO,
                    hasEnded ? OptionalInt.of(1) : OptionalInt.empty(),
                    false,
                    health,
                    box.inFlight,
                    Optional.empty(),
                    Duration.ofMillis(100 * (now - drainingSince.getOrDefault(box.name, now))),
                    hasEnded && now - box.ended > 3,
                    false);
        }

        private void carryOut(Step step) {
            switch (step) {
                case Step.EnsureNetwork unused -> now++;
                case Step.EnsureLinks unused -> now++;
                case Step.StartContainer unused -> startOne();
                case Step.ApplyRoutes apply -> {
                    routes = apply.routes();
                    applyRoutes();
                }
                case Step.Drain drain -> {
                    routes =
                            routes.stream()
                                    .map(route -> route.draining(drain.container().name()))
                                    .toList();
                    applyRoutes();
                }
                case Step.StopContainer stop -> stop(stop.container().name());
                case Step.RecordExit unused -> {}
                case Step.RecordEnd unused -> {}
                case Step.RemoveContainer remove -> boxes.remove(remove.container().name());
                case Step.MarkRelease mark -> state = mark.state();
                case Step.Undo unused -> {
                    generation = OLD;
                    state = ReleaseState.DONE;
                }
                case Step.StopData unused -> throw new AssertionError("nothing is deleted here");
                case Step.Purge unused -> throw new AssertionError("nothing is deleted here");
            }
        }

        private void startOne() {
            boolean isNew = generation.equals(NEW);
            long wellAt = now + 1 + random.nextInt(40);
            long diesAt = Long.MAX_VALUE;
            if (fate == Fate.DIES_SOON && isNew) {
                diesAt = wellAt + random.nextInt(20);
            }
            if (fate == Fate.NEVER_WELL && isNew) {
                wellAt = Long.MAX_VALUE;
                diesAt = random.nextBoolean() ? now + random.nextInt(50) : Long.MAX_VALUE;
            }
            Box box = new Box("box-" + names++, generation, now, wellAt, diesAt);
            boxes.put(box.name, box);
        }

        private void stop(String name) {
            Box box = Objects.requireNonNull(boxes.get(name));
            assertThat(box.isDraining || !box.isRegistered)
                    .as("%s is drained before it is stopped, seed %d", name, seed)
                    .isTrue();
            long draining = 100 * (now - drainingSince.getOrDefault(name, now));
            assertThat(box.inFlight == 0 || draining > 10_000)
                    .as("%s has nothing in flight, seed %d", name, seed)
                    .isTrue();
            box.state = Container.State.EXITED;
            box.isRegistered = false;
            box.ended = now;
        }

        private void applyRoutes() {
            Map<String, Target> targets = new HashMap<>();
            routes.forEach(route -> route.targets().forEach(each -> targets.put(each.id(), each)));
            for (Box box : boxes.values()) {
                Target target = targets.get(box.name);
                box.isRegistered = target != null;
                box.isDraining = target != null && target.isDraining();
            }
        }
    }
}
