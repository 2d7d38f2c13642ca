package mvi.platform.release;

import java.time.Duration;
import java.util.List;
import mvi.services.balancer.BalancerRoutes.Route;

/** One thing to be done to an app. Doing it twice is doing it once. */
public sealed interface Step {
    /** The app's network stands, rules included. */
    record EnsureNetwork() implements Step {}

    /** What its processes depend on is there: databases answer, buckets and keys exist. */
    record EnsureLinks() implements Step {}

    record StartContainer(String process) implements Step {}

    /** The app's part of the balancer's routes, targets included. */
    record ApplyRoutes(List<Route> routes) implements Step {}

    /** No new request goes to this target. */
    record Drain(Actual.Seen container) implements Step {}

    record StopContainer(Actual.Seen container, Duration grace) implements Step {}

    /** A container ended by itself: counted, for the pause before the next and for people. */
    record RecordExit(Actual.Seen container) implements Step {}

    /** Its work is over: no other takes its place in this release. */
    record RecordEnd(Actual.Seen container) implements Step {}

    record RemoveContainer(Actual.Seen container) implements Step {}

    /** How far the release has come. */
    record MarkRelease(ReleaseState state) implements Step {}

    /** The release did not get well: back to the one before. */
    record Undo(Actual.Seen container, String reason) implements Step {}

    /** Nothing runs and nothing will: databases stop, their data stays. */
    record StopData() implements Step {}

    /** Everything that the app kept goes, and then the app. */
    record Purge() implements Step {}
}
