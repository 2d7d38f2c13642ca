package mvi.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.logql.LogPipeline;
import mvi.manifest.FunctionSpec.Runtime;
import mvi.manifest.Trigger.BlobChange;
import mvi.manifest.Trigger.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Reads what makes a function of a service: what it runs for, {@code x-mvi.on}, and how. Where that
 * names other services, {@link FunctionCheck} looks for them.
 */
final class FunctionReader {
    static final int TRIGGERS = 50;
    private static final int CONCURRENCY = 1000;
    private static final int RETRIES = 10;

    /** Of the name of an object, as S3 has it. */
    private static final int LONGEST_NAME = 1024;

    private static final int LONGEST_MATCH = 4096;

    private static final int USUAL_CONCURRENCY = 10;
    private static final int USUAL_RETRIES = 2;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration USUAL_EXEC_TIMEOUT = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Keys of {@code x-mvi} that only a function has. */
    private static final Set<String> OWN = Set.of("on", "runtime", "timeout", "retries", "memory");

    /** Those that it may have beside them. */
    private static final Set<String> SHARED = Set.of("concurrency", "release", "egress");

    private static final Map<String, Runtime> RUNTIMES =
            Map.of("lambda", Runtime.LAMBDA, "http", Runtime.HTTP, "exec", Runtime.EXEC);

    private static final Map<String, BlobChange> CHANGES =
            Map.of("created", BlobChange.CREATED, "removed", BlobChange.REMOVED);

    private static final Map<String, Outcome> OUTCOMES =
            Map.of("succeeded", Outcome.SUCCEEDED, "failed", Outcome.FAILED);

    private final ReadContext context;
    private final Values values;
    private final FunctionCheck named;

    /**
     * @param named gets the names of other services, each with its place
     */
    FunctionReader(ReadContext context, FunctionCheck named) {
        this.context = context;
        this.values = context.values();
        this.named = named;
    }

    /** Whether a service that says this in {@code x-mvi} is a function. */
    static boolean isOne(Tree.Fields own) {
        return own.value("on").isPresent() || own.value("runtime").isPresent();
    }

    /** Whether any key is there that only a function has. */
    static boolean hasKeys(Tree.Fields own) {
        return own.fields().keySet().stream().anyMatch(OWN::contains);
    }

    FunctionSpec read(String name, Tree.Fields service, Tree.Fields own) {
        Runtime runtime =
                own.value("runtime")
                        .flatMap(each -> word("x-mvi.runtime", RUNTIMES, each))
                        .orElse(Runtime.LAMBDA);
        refuse(name, service, own, runtime);
        List<Trigger> triggers = own.value("on").map(each -> on(name, each)).orElse(List.of());
        boolean isScheduledExec =
                runtime == Runtime.EXEC
                        && triggers.stream().anyMatch(Trigger.Schedule.class::isInstance);
        return new FunctionSpec(
                runtime,
                triggers,
                number(own, "concurrency", 1, CONCURRENCY, USUAL_CONCURRENCY),
                own.value("timeout")
                        .flatMap(this::timeout)
                        .orElse(runtime == Runtime.EXEC ? USUAL_EXEC_TIMEOUT : USUAL_TIMEOUT),
                number(own, "retries", 0, RETRIES, isScheduledExec ? 0 : USUAL_RETRIES));
    }

    Optional<ByteCount> memory(Tree.Fields own) {
        return own.value("memory")
                .flatMap(each -> ServiceReader.memory(values, "x-mvi.memory", each));
    }

    /** Of a service that is no function. */
    void sayUnused(Tree.Fields own) {
        own.fields()
                .forEach(
                        (key, field) -> {
                            if (OWN.contains(key)) {
                                context.findings()
                                        .error(
                                                field.key(),
                                                "misplaced",
                                                "x-mvi."
                                                        + key
                                                        + " is for functions, and this is none",
                                                "add `on` or `runtime` to x-mvi, or take it out");
                            }
                        });
    }

    private void refuse(String name, Tree.Fields service, Tree.Fields own, Runtime runtime) {
        String is = "'" + name + "' is a function, which ";
        own.fields()
                .forEach(
                        (key, field) -> {
                            if (ComposeTable.row(ComposeTable.MVI, key).isPresent()
                                    && !OWN.contains(key)
                                    && !SHARED.contains(key)) {
                                refuse(
                                        field,
                                        "x-mvi." + key,
                                        is + "runs when something happens and takes no requests",
                                        "take it out");
                            }
                        });
        Map<String, Tree.Field> deploy =
                service.mapping("deploy").map(Tree.Fields::fields).orElse(Map.of());
        String scales = is + "scales by itself";
        String bound = "write x-mvi: {concurrency: 10} for how far";
        refuse(service.fields().get("scale"), "scale", scales, bound);
        refuse(deploy.get("replicas"), "deploy.replicas", scales, bound);
        if (runtime != Runtime.HTTP) {
            String word = runtime == Runtime.EXEC ? "exec" : "lambda";
            String takes = is + "takes no connections with the runtime " + word;
            String fix = "write x-mvi: {runtime: http}, or take it out";
            refuse(service.fields().get("ports"), "ports", takes, fix);
            refuse(service.fields().get("expose"), "expose", takes, fix);
        } else {
            String reached = is + "nothing but its events reaches: say expose";
            leaveOut(service.fields().get("ports"), "ports", reached);
        }
        leaveOut(service.fields().get("healthcheck"), "healthcheck", is + "is asked nothing");
        String ends = is + "runs when something happens, and then again";
        leaveOut(service.fields().get("restart"), "restart", ends);
        leaveOut(deploy.get("restart_policy"), "deploy.restart_policy", ends);
        String replaced = is + "a release replaces when it has done its work";
        leaveOut(deploy.get("update_config"), "deploy.update_config", replaced);
        leaveOut(deploy.get("rollback_config"), "deploy.rollback_config", replaced);
    }

    private void refuse(Tree.@Nullable Field field, String key, String why, String fix) {
        if (field != null) {
            context.findings().error(field.key(), "not-of-functions", key + ": " + why, fix);
        }
    }

    private void leaveOut(Tree.@Nullable Field field, String key, String why) {
        if (field != null) {
            context.findings().warn(field.key(), "left-out", key + ": " + why, "");
        }
    }

    private List<Trigger> on(String name, Tree tree) {
        List<Tree> maps = tree instanceof Tree.Items items ? items.items() : List.of(tree);
        List<Trigger> triggers = new ArrayList<>();
        boolean isSaid = false;
        for (Tree each : maps) {
            if (!(each instanceof Tree.Fields fields)) {
                return values.<List<Trigger>>wrong("x-mvi.on", "a mapping, or a list of them", each)
                        .orElse(List.of());
            }
            ComposeTable.check(ComposeTable.ON, fields, context.findings());
            isSaid |= !fields.fields().isEmpty();
            triggers.addAll(triggers(name, fields));
        }
        if (!isSaid) {
            context.findings()
                    .error(
                            tree.place(),
                            "wrong-type",
                            "x-mvi.on is empty",
                            "write blob, log, schedule or release");
        }
        if (triggers.size() > TRIGGERS) {
            values.wrong("x-mvi.on", "at most " + TRIGGERS + " of them", tree);
        }
        return triggers;
    }

    private List<Trigger> triggers(String name, Tree.Fields on) {
        List<Trigger> triggers = new ArrayList<>();
        on.value("blob").flatMap(each -> blob(name, each)).ifPresent(triggers::add);
        on.value("log").flatMap(each -> log(name, each)).ifPresent(triggers::add);
        new ScheduleReader(context).read(on).ifPresent(triggers::add);
        on.value("release")
                .map(each -> words("x-mvi.on.release", OUTCOMES, each))
                .filter(outcomes -> !outcomes.isEmpty())
                .ifPresent(outcomes -> triggers.add(new Trigger.Release(outcomes)));
        return triggers;
    }

    private Optional<Trigger> blob(String name, Tree tree) {
        Optional<Tree.Fields> blob = part(ComposeTable.ON_BLOB, tree);
        Optional<Tree.Text> bucket =
                blob.flatMap(each -> name(ComposeTable.ON_BLOB, "bucket", each));
        Optional<Trigger.Blob> trigger =
                bucket.map(
                        text ->
                                new Trigger.Blob(
                                        text.value(),
                                        blob.get()
                                                .value("events")
                                                .map(
                                                        each ->
                                                                words(
                                                                        "x-mvi.on.blob.events",
                                                                        CHANGES,
                                                                        each))
                                                .filter(events -> !events.isEmpty())
                                                .orElse(List.of(BlobChange.CREATED)),
                                        text(blob.get(), "x-mvi.on.blob", "prefix", LONGEST_NAME),
                                        text(blob.get(), "x-mvi.on.blob", "suffix", LONGEST_NAME)));
        trigger.ifPresent(each -> named.blob(name, each, bucket.get().place()));
        return trigger.map(each -> each);
    }

    private Optional<Trigger> log(String name, Tree tree) {
        Optional<Tree.Fields> log = part(ComposeTable.ON_LOG, tree);
        Optional<Tree.Text> process =
                log.flatMap(each -> name(ComposeTable.ON_LOG, "process", each));
        process.ifPresent(text -> named.log(name, text.value(), text.place()));
        log.flatMap(each -> each.value("match")).ifPresent(this::checkMatch);
        return process.map(
                text ->
                        new Trigger.Log(
                                text.value(),
                                text(log.get(), "x-mvi.on.log", "match", LONGEST_MATCH)));
    }

    private void checkMatch(Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNull()) {
            try {
                LogPipeline _ = LogPipeline.parse(text.value());
            } catch (Problem bad) {
                context.findings()
                        .error(
                                tree.place(),
                                "bad-match",
                                "x-mvi.on.log.match: " + bad.publicMessage(),
                                "");
            }
        }
    }

    private Optional<Tree.Fields> part(String where, Tree tree) {
        Optional<Tree.Fields> part = values.fields(where, tree);
        part.ifPresent(each -> ComposeTable.check(where, each, context.findings()));
        return part;
    }

    /** The one key without which the others mean nothing. */
    private Optional<Tree.Text> name(String where, String key, Tree.Fields fields) {
        Optional<Tree> tree = fields.value(key);
        if (tree.isEmpty()) {
            return values.wrong(where, "a " + key, fields);
        }
        return tree.get() instanceof Tree.Text text && !text.isNull()
                ? Optional.of(text)
                : values.wrong(where + "." + key, "text", tree.get());
    }

    private String text(Tree.Fields fields, String where, String key, int longest) {
        Optional<Tree> tree = fields.value(key);
        if (tree.isEmpty() || tree.get() instanceof Tree.Text text && text.isNull()) {
            return "";
        }
        String text = values.text(where + "." + key, tree.get()).orElse("");
        if (text.length() > longest) {
            values.wrong(where + "." + key, "at most " + longest + " characters", tree.get());
        }
        return text;
    }

    private Optional<Duration> timeout(Tree tree) {
        Optional<Duration> timeout = values.duration("x-mvi.timeout", tree);
        boolean isGood =
                timeout.isEmpty()
                        || timeout.get().compareTo(SHORTEST) >= 0
                                && timeout.get().compareTo(LONGEST) <= 0;
        return isGood ? timeout : values.wrong("x-mvi.timeout", "1s to 24h", tree);
    }

    private int number(Tree.Fields own, String key, int least, int most, int usual) {
        return own.value(key)
                .map(each -> values.integer("x-mvi." + key, each, least, most).orElse(usual))
                .orElse(usual);
    }

    /** Each once, in their order. */
    private <T> List<T> words(String name, Map<String, T> known, Tree tree) {
        List<Tree> all = tree instanceof Tree.Items items ? items.items() : List.of(tree);
        if (all.isEmpty()) {
            values.wrong(name, choices(known), tree);
        }
        return all.stream().flatMap(each -> word(name, known, each).stream()).distinct().toList();
    }

    private <T> Optional<T> word(String name, Map<String, T> known, Tree tree) {
        T value = tree instanceof Tree.Text text ? known.get(text.value()) : null;
        return value == null ? values.wrong(name, choices(known), tree) : Optional.of(value);
    }

    private static String choices(Map<String, ?> known) {
        List<String> all = known.keySet().stream().sorted().toList();
        return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
    }
}
