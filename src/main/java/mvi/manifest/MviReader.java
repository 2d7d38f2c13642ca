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

    /** What lists of names that browsers have built in ask for, twice. */
    private static final Duration LONGEST_HSTS = Duration.ofDays(730);

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
            Optional<Requests> requests,
            Optional<AppProcess.Tls> tls,
            Optional<AppProcess.ProxyProtocol> proxyProtocol,
            Optional<ReleaseCommands.Command> release) {
        static final Own NONE = ofFunction(Optional.empty());

        /** What a function can say of them. */
        static Own ofFunction(Optional<ReleaseCommands.Command> release) {
            return new Own(
                    Optional.empty(),
                    Optional.empty(),
                    Listening.HTTP,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    release);
        }
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
        fields.get().value("egress").ifPresent(this::egress);
        if (FunctionReader.isOne(fields.get())) {
            return Own.ofFunction(fields.get().value("release").flatMap(this::release));
        }
        fields.get().value("domains").ifPresent(this::domains);
        Listening listening =
                fields.get().value("listener").map(this::listening).orElse(Listening.HTTP);
        return new Own(
                fields.get().value("health").flatMap(each -> health(each, listening)),
                fields.get()
                        .value("deadline")
                        .flatMap(each -> values.duration("x-mvi.deadline", each)),
                listening,
                Optional.of(new RequestsReader(context).read(fields.get()))
                        .filter(each -> !each.equals(Requests.DEFAULT)),
                tls(fields.get(), listening),
                fields.get()
                        .value("proxy_protocol")
                        .flatMap(each -> proxyProtocol(each, fields.get(), listening)),
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

    private Optional<AppProcess.ProxyProtocol> proxyProtocol(
            Tree tree, Tree.Fields fields, Listening listening) {
        if (listening == Listening.HTTP) {
            return context.values()
                    .wrong("x-mvi.proxy_protocol", "listener: tcp, tls or passthrough", tree);
        }
        if (fields.value("health").isPresent()) {
            return context.values()
                    .wrong("x-mvi.proxy_protocol", "no health beside it to ask by HTTP", tree);
        }
        String word = tree instanceof Tree.Text text ? text.value() : "";
        return switch (word) {
            case "v1" -> Optional.of(AppProcess.ProxyProtocol.V1);
            case "v2" -> Optional.of(AppProcess.ProxyProtocol.V2);
            default -> context.values().wrong("x-mvi.proxy_protocol", "v1 or v2", tree);
        };
    }

    private Optional<AppProcess.Tls> tls(Tree.Fields fields, Listening listening) {
        Optional<String> authorities =
                fields.value("client_certificates").flatMap(each -> authorities(each, listening));
        Optional<Duration> hsts = fields.value("hsts").flatMap(each -> hsts(each, listening));
        return authorities.isEmpty() && hsts.isEmpty()
                ? Optional.empty()
                : Optional.of(new AppProcess.Tls(authorities.orElse(""), hsts));
    }

    private Optional<Duration> hsts(Tree tree, Listening listening) {
        if (listening != Listening.HTTP) {
            return context.values().wrong("x-mvi.hsts", "listener: http", tree);
        }
        Optional<Duration> hsts = context.values().duration("x-mvi.hsts", tree);
        boolean isGood =
                hsts.isEmpty()
                        || hsts.get().getNano() == 0 && hsts.get().compareTo(LONGEST_HSTS) <= 0;
        return isGood
                ? hsts
                : context.values().wrong("x-mvi.hsts", "whole seconds, 730d at most", tree);
    }

    private Optional<String> authorities(Tree tree, Listening listening) {
        if (listening != Listening.TLS && listening != Listening.HTTP) {
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
            case "passthrough" -> Listening.PASSTHROUGH;
            default -> {
                context.values().wrong("x-mvi.listener", "http, tcp, tls or passthrough", tree);
                yield Listening.HTTP;
            }
        };
    }

    private Optional<String> health(Tree tree, Listening listening) {
        if (listening == Listening.PASSTHROUGH) {
            return context.values()
                    .wrong("x-mvi.health", "a listener without TLS of its own to ask", tree);
        }
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
