package mvi.manifest;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import mvi.manifest.AppProcess.Listening;
import mvi.manifest.AppProcess.Requests;

/** Reads {@code x-mvi}, at the top and in a service. */
final class MviReader {
    /** A name, or {@code *.} for all that have one label more than the rest. */
    private static final String HOST =
            "(\\*\\.(?=[^.]+\\.))?(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*";

    private final ReadContext context;
    private final Set<String> domains;
    private boolean isEgressOpen = true;

    /** Domains are added to {@code domains}. */
    MviReader(ReadContext context, Set<String> domains) {
        this.context = context;
        this.domains = domains;
    }

    boolean isEgressOpen() {
        return isEgressOpen;
    }

    /** What a service says of its own health, how it is reached, and what goes before it. */
    record Own(
            Optional<String> health,
            Optional<Duration> deadline,
            Listening listening,
            Requests requests,
            AppProcess.Tls tls,
            Optional<ReleaseCommands.Command> release) {
        static final Own NONE =
                new Own(
                        Optional.empty(),
                        Optional.empty(),
                        Listening.HTTP,
                        Requests.DEFAULT,
                        AppProcess.Tls.NONE,
                        Optional.empty());
    }

    Own read(Tree tree) {
        Values values = context.values();
        Optional<Tree.Fields> fields = values.fields("x-mvi", tree);
        if (fields.isEmpty()) {
            return Own.NONE;
        }
        fields.get().fields().keySet().stream()
                .filter(key -> key.startsWith("x-"))
                .forEach(
                        key ->
                                context.findings()
                                        .error(
                                                fields.get().place(),
                                                "unknown-key",
                                                "unknown key '" + key + "' (x-mvi)",
                                                ""));
        ComposeTable.check(ComposeTable.MVI, fields.get(), context.findings());
        fields.get().value("domains").ifPresent(this::domains);
        fields.get().value("egress").ifPresent(this::egress);
        Listening listening =
                fields.get().value("listener").map(this::listening).orElse(Listening.HTTP);
        return new Own(
                fields.get().value("health").flatMap(this::health),
                fields.get()
                        .value("deadline")
                        .flatMap(each -> values.duration("x-mvi.deadline", each)),
                listening,
                new RequestsReader(context).read(fields.get()),
                new AppProcess.Tls(
                        fields.get()
                                .value("client_certificates")
                                .flatMap(each -> authorities(each, listening))
                                .orElse("")),
                fields.get().value("release").flatMap(this::release));
    }

    private Optional<ReleaseCommands.Command> release(Tree tree) {
        boolean isNothing =
                switch (tree) {
                    case Tree.Items items -> items.items().isEmpty();
                    case Tree.Text text -> text.isNull() || text.value().isBlank();
                    case Tree.Fields unused -> false;
                };
        if (isNothing) {
            context.findings()
                    .error(
                            tree.place(),
                            "wrong-type",
                            "x-mvi.release is empty",
                            "write [\"rake\", \"db:migrate\"]");
            return Optional.empty();
        }
        return Optional.of(
                new ReleaseCommands.Command(
                        context.values().words("x-mvi.release", tree), tree.place()));
    }

    private Optional<String> authorities(Tree tree, Listening listening) {
        if (listening == Listening.TCP) {
            return context.values()
                    .wrong("x-mvi.client_certificates", "listener: tls or http", tree);
        }
        return new AuthorityReader(context).read(tree);
    }

    private Listening listening(Tree tree) {
        String word = tree instanceof Tree.Text text ? text.value() : "";
        return switch (word) {
            case "http" -> Listening.HTTP;
            case "tcp" -> Listening.TCP;
            case "tls" -> Listening.TLS;
            default -> {
                context.values().wrong("x-mvi.listener", "http, tcp or tls", tree);
                yield Listening.HTTP;
            }
        };
    }

    private Optional<String> health(Tree tree) {
        Optional<String> path = context.values().text("x-mvi.health", tree);
        if (path.isPresent() && !path.get().matches("/[!-~]{0,255}")) {
            return context.values().wrong("x-mvi.health", "a path such as /health", tree);
        }
        return path;
    }

    private void domains(Tree tree) {
        for (Tree.Text text : context.values().texts("x-mvi.domains", tree)) {
            if (text.value().matches(HOST)) {
                domains.add(text.value());
            } else {
                context.values()
                        .wrong("x-mvi.domains", "a host name in lower case, or *. and one", text);
            }
        }
    }

    private void egress(Tree tree) {
        String egress = tree instanceof Tree.Text text ? text.value() : "";
        if (egress.equals("none")) {
            isEgressOpen = false;
        } else if (!egress.equals("open")) {
            context.values().wrong("x-mvi.egress", "none or open", tree);
        }
    }
}
