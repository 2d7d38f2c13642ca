package mvi.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.manifest.AppProcess.Health;
import mvi.manifest.AppProcess.Test;

/**
 * Reads how a service's containers are asked whether they are well: {@code healthcheck}, and what
 * {@code x-mvi} says of health. The times are the command's when there is one, else those of the
 * load balancer's own checks.
 */
final class HealthReader {
    static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Of the specification; a process in the container for each is too much for more. */
    private static final Duration TEST_INTERVAL = Duration.ofSeconds(30);

    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRIES = 3;

    private final ReadContext context;
    private final Values values;

    HealthReader(ReadContext context) {
        this.context = context;
        this.values = context.values();
    }

    Health read(Tree.Fields service, MviReader.Own own) {
        Tree.Fields check =
                service.value("healthcheck")
                        .flatMap(each -> values.fields("healthcheck", each))
                        .orElse(Tree.Fields.none(service.place()));
        ComposeTable.check(ComposeTable.HEALTHCHECK, check, context.findings());
        List<String> command = command(check);
        boolean isTested = !command.isEmpty();
        Duration interval = duration(check, "interval", isTested ? TEST_INTERVAL : INTERVAL);
        Duration timeout = duration(check, "timeout", isTested ? TEST_TIMEOUT : TIMEOUT);
        int retries =
                check.value("retries")
                        .map(each -> values.integer("retries", each, 0, 1000))
                        .filter(each -> each.isPresent() && each.getAsInt() > 0)
                        .map(each -> each.getAsInt())
                        .orElse(RETRIES);
        Duration first =
                duration(
                        check,
                        "start_interval",
                        interval.compareTo(INTERVAL) < 0 ? interval : INTERVAL);
        Duration deadline =
                own.deadline()
                        .orElse(
                                longer(
                                        DEADLINE,
                                        duration(check, "start_period", Duration.ZERO)
                                                .plus(interval.multipliedBy(retries))));
        return new Health(
                own.health(),
                isTested ? INTERVAL : interval,
                isTested ? TIMEOUT : timeout,
                isTested ? RETRIES : retries,
                deadline,
                isTested
                        ? Optional.of(new Test(command, interval, first, timeout, retries))
                        : Optional.empty());
    }

    /** In words of an exec; empty when nothing is asked. */
    private List<String> command(Tree.Fields check) {
        boolean isOff =
                check.value("disable")
                        .map(each -> values.truth("disable", each, false))
                        .orElse(false);
        Optional<Tree> test = check.value("test");
        if (isOff || test.isEmpty()) {
            return List.of();
        }
        if (test.get() instanceof Tree.Text text) {
            return text.isNull() || text.value().isBlank() ? List.of() : shell(text.value());
        }
        List<String> words = new ArrayList<>();
        if (test.get() instanceof Tree.Items items) {
            values.texts("test", items).forEach(each -> words.add(each.value()));
        }
        String kind = words.isEmpty() ? "" : words.removeFirst();
        if (kind.equals("NONE") && words.isEmpty()) {
            return List.of();
        }
        if (kind.equals("CMD") && !words.isEmpty()) {
            return words;
        }
        if (kind.equals("CMD-SHELL") && words.size() == 1) {
            return shell(words.getFirst());
        }
        values.wrong(
                "healthcheck.test",
                "a text, or a list that begins with CMD, CMD-SHELL or NONE",
                test.get());
        return List.of();
    }

    private static List<String> shell(String text) {
        return List.of("/bin/sh", "-c", text);
    }

    /** Compose takes zero for the default. */
    private Duration duration(Tree.Fields fields, String key, Duration otherwise) {
        return fields.value(key)
                .flatMap(each -> values.duration(key, each))
                .filter(Duration::isPositive)
                .orElse(otherwise);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
