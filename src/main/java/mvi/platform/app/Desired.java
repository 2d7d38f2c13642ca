package mvi.platform.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an app should be.
 *
 * @param generation whose containers should run
 * @param fallback what to go back to when they don't get well; empty once they are, or when there
 *     is nothing to go back to
 * @param scale containers per process, where {@code mvi scale} said so; else the manifest says
 * @param restarts counts restarts, so that each has a generation of its own
 * @param deleted since when it is marked for deletion
 * @param isPurged whether its data goes at once
 * @param maintenance what the world is told in the app's stead; empty when the app answers
 */
public record Desired(
        Generation generation,
        Optional<Generation> fallback,
        Map<String, Integer> scale,
        int restarts,
        Optional<Instant> deleted,
        boolean isPurged,
        String maintenance) {
    public static final Desired NOTHING =
            new Desired(
                    Generation.NONE, Optional.empty(), Map.of(), 0, Optional.empty(), false, "");

    public Desired {
        scale = Map.copyOf(scale);
    }

    /** Rolls out {@code next}; what was settled before stays the way back. */
    public Desired rollingTo(Generation next) {
        Optional<Generation> back =
                fallback.isPresent() || generation.isNone() ? fallback : Optional.of(generation);
        return new Desired(next, back, scale, restarts, Optional.empty(), false, maintenance);
    }

    /** New containers of the same release. */
    public Desired restarting() {
        Generation next = new Generation(generation.release(), restarts + 1);
        Desired rolling = rollingTo(next);
        return new Desired(
                next, rolling.fallback, scale, restarts + 1, Optional.empty(), false, maintenance);
    }

    /** The rollout came to its end. */
    public Desired settled() {
        return new Desired(
                generation, Optional.empty(), scale, restarts, deleted, isPurged, maintenance);
    }

    /** The rollout failed: back to what was there before, or to nothing. */
    public Desired undone() {
        return new Desired(
                fallback.orElse(Generation.NONE),
                Optional.empty(),
                scale,
                restarts,
                deleted,
                isPurged,
                maintenance);
    }

    public Desired scaled(Map<String, Integer> counts) {
        Map<String, Integer> all = new LinkedHashMap<>(scale);
        all.putAll(counts);
        return new Desired(generation, fallback, all, restarts, deleted, isPurged, maintenance);
    }

    public Desired deletedAt(Instant when, boolean purge) {
        return new Desired(
                generation,
                fallback,
                scale,
                restarts,
                Optional.of(deleted.orElse(when)),
                isPurged || purge,
                maintenance);
    }

    /**
     * @param text empty when it is over
     */
    public Desired maintained(String text) {
        return new Desired(generation, fallback, scale, restarts, deleted, isPurged, text);
    }

    public boolean isDeleted() {
        return deleted.isPresent();
    }
}
