package mvi.platform.function;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mvi.manifest.AppProcess;
import mvi.manifest.FunctionSpec;
import mvi.manifest.Manifest;
import mvi.manifest.Trigger;
import mvi.platform.app.AppRecord;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseState;
import mvi.platform.release.ReleaseWitness;
import mvi.services.kv.TransactAction;

/**
 * Ends of releases as events, to be written in the transaction that ends the release. A success is
 * told to the functions of the release itself, a failure to those of the one before, which goes on.
 */
public record ReleaseEvents(String region) implements ReleaseWitness {
    @Override
    public List<TransactAction> ended(
            AppRecord app, Release release, Manifest running, String reason, Instant when) {
        Trigger.Outcome outcome =
                release.state() == ReleaseState.DONE
                        ? Trigger.Outcome.SUCCEEDED
                        : Trigger.Outcome.FAILED;
        List<TransactAction> actions = new ArrayList<>();
        for (AppProcess process : running.processes()) {
            boolean isTold =
                    process.function().map(FunctionSpec::triggers).orElse(List.of()).stream()
                            .anyMatch(
                                    each ->
                                            each instanceof Trigger.Release trigger
                                                    && trigger.outcomes().contains(outcome));
            if (isTold) {
                actions.add(EventQueue.put(event(app, process, release, outcome, reason, when)));
            }
        }
        return actions;
    }

    private FunctionEvent event(
            AppRecord app,
            AppProcess process,
            Release release,
            Trigger.Outcome outcome,
            String reason,
            Instant when) {
        FunctionName function = new FunctionName(app.account(), process.name());
        boolean isSuccess = outcome == Trigger.Outcome.SUCCEEDED;
        String number = FunctionEvent.number(when, release.name());
        BridgeEvent told =
                new BridgeEvent(
                        function,
                        Source.RELEASE + "-" + number,
                        isSuccess ? "Release Succeeded" : "Release Failed",
                        "mvi.release",
                        when,
                        region,
                        app.name() + "/" + release.name(),
                        Map.of(
                                "app", app.name(),
                                "release", release.name(),
                                "build", release.build(),
                                "by", release.by(),
                                "cause", release.cause(),
                                "reason", reason));
        return new FunctionEvent(
                function,
                Source.RELEASE,
                number,
                "",
                isSuccess ? "mvi.release.succeeded" : "mvi.release.failed",
                release.name(),
                when,
                told.payload(),
                "",
                FunctionEvent.Delivery.NONE);
    }
}
