package mvi.platform.function;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.wire.Json;
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
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("version", "0");
        shape.put("id", FunctionEvent.requestId(function, Source.RELEASE + "-" + number));
        shape.put("detail-type", isSuccess ? "Release Succeeded" : "Release Failed");
        shape.put("source", "mvi.release");
        shape.put("account", app.account());
        shape.put("time", when.toString());
        shape.put("region", region);
        shape.put("resources", List.of(app.name() + "/" + release.name()));
        shape.put(
                "detail",
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
                Json.write(shape),
                "",
                FunctionEvent.Delivery.NONE);
    }
}
