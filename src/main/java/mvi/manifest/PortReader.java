package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.manifest.AppProcess.HostPort;
import mvi.manifest.AppProcess.Listening;
import mvi.manifest.AppProcess.Routing;
import org.jspecify.annotations.Nullable;

/** Reads {@code ports} in both forms, and {@code expose}, down to the container's ports. */
final class PortReader {
    static final int LIMIT = 64;

    /** Values of app_protocol of what speaks HTTP/2 without TLS. */
    private static final Set<String> HTTP2 = Set.of("h2c", "http2", "grpc");

    /** [[host_ip:][published]:]target[/protocol]; an IPv6 address may stand in brackets. */
    private static final Pattern SHORT =
            Pattern.compile(
                    "(?:(?:(\\[[0-9a-fA-F:.]+]|[0-9.]+|[0-9a-fA-F:.]*::[0-9a-fA-F:.]*):)?"
                            + "([0-9]*(?:-[0-9]+)?):)?"
                            + "([0-9]+)(?:-([0-9]+))?(?:/([A-Za-z]+))?");

    private final ReadContext context;
    private final Set<Integer> ports = new LinkedHashSet<>();
    private final Set<Integer> http2 = new HashSet<>();
    private final Listening listening;
    private final MviReader.Own own;
    private final List<HostPort> hostPorts = new ArrayList<>();
    private boolean hasSaidHostPort;

    /**
     * @param isOfFunction whether no port is for others, which is said elsewhere
     */
    PortReader(ReadContext context, MviReader.Own own, boolean isOfFunction) {
        this.hasSaidHostPort = isOfFunction;
        this.context = context;
        this.own = own;
        this.listening = own.listening();
    }

    /**
     * Published ones come first.
     *
     * @param isAnyPublished whether the world reaches any of them
     * @param routing how the world reaches them
     */
    record Ports(List<Integer> all, boolean isAnyPublished, Routing routing) {}

    /**
     * @param service where it stands
     */
    Ports read(Optional<Tree> published, Optional<Tree> exposed, Place service) {
        published.ifPresent(tree -> each("ports", tree));
        boolean isAnyPublished = !ports.isEmpty();
        exposed.ifPresent(tree -> each("expose", tree));
        List<Integer> all = List.copyOf(ports);
        boolean isFirstHttp2 = !all.isEmpty() && http2.contains(all.getFirst());
        if (!listening.isByName() && hostPorts.isEmpty()) {
            context.findings()
                    .error(
                            service,
                            "no-host-port",
                            "x-mvi.listener wants a port of the host, and `ports` names none",
                            "write ports: [\"5432:5432\"]");
        }
        return new Ports(
                all,
                isAnyPublished,
                new Routing(
                        isFirstHttp2,
                        listening,
                        hostPorts,
                        own.requests(),
                        own.tls(),
                        own.proxyProtocol()));
    }

    private void each(String name, Tree tree) {
        if (!(tree instanceof Tree.Items items)) {
            context.values().wrong(name, "a list", tree);
            return;
        }
        for (Tree item : items.items()) {
            switch (item) {
                case Tree.Text text -> shortForm(name, text);
                case Tree.Fields fields when name.equals("expose") ->
                        context.values().wrong(name, "a port", fields);
                case Tree.Fields fields -> longForm(fields);
                case Tree.Items nested -> context.values().wrong(name, "a port", nested);
            }
        }
    }

    private void shortForm(String name, Tree.Text text) {
        Matcher matcher = SHORT.matcher(text.value());
        if (!matcher.matches()) {
            bad(text.place(), "'" + text.value() + "' is not a port");
            return;
        }
        if (matcher.group(2) != null) {
            if (name.equals("expose")) {
                sayNotExposed(text.place(), text.value());
                return;
            }
            if (listening.isByName()) {
                sayHostPort(text.place(), text.value());
            }
        }
        String protocol = matcher.group(5);
        if (protocol != null && !protocol.equalsIgnoreCase("tcp")) {
            notTcp(text.place(), protocol);
            return;
        }
        String last = matcher.group(4) == null ? matcher.group(3) : matcher.group(4);
        range(text.place(), matcher.group(3), last);
        publish(text.place(), matcher.group(2), matcher.group(3), last);
    }

    private void longForm(Tree.Fields fields) {
        ComposeTable.check(ComposeTable.PORT, fields, context.findings());
        Optional<Tree> protocol = fields.value("protocol");
        if (protocol.isPresent()
                && protocol.get() instanceof Tree.Text text
                && !text.value().equalsIgnoreCase("tcp")) {
            notTcp(text.place(), text.value());
            return;
        }
        Optional<Tree> published = fields.value("published");
        if (listening.isByName()) {
            published.ifPresent(each -> sayHostPort(each.place(), "published"));
        }
        Optional<Tree> target = fields.value("target");
        if (target.isEmpty()) {
            bad(fields.place(), "a port without target");
            return;
        }
        boolean isHttp2 =
                fields.value("app_protocol")
                        .flatMap(each -> context.values().text("app_protocol", each))
                        .filter(HTTP2::contains)
                        .isPresent();
        context.values()
                .text("target", target.get())
                .ifPresent(
                        text -> {
                            range(target.get().place(), text, text);
                            publish(
                                    target.get().place(),
                                    published
                                            .flatMap(
                                                    each ->
                                                            context.values()
                                                                    .text("published", each))
                                            .orElse(null),
                                    text,
                                    text);
                            if (isHttp2) {
                                http2.add(number(text));
                            }
                        });
    }

    private void range(Place place, String first, String last) {
        int from = number(first);
        int to = number(last);
        if (from < 1 || to > 65_535 || to < from) {
            bad(place, "'" + (first.equals(last) ? first : first + "-" + last) + "' is not a port");
            return;
        }
        if (ports.size() + to - from >= LIMIT) {
            bad(place, "more than " + LIMIT + " ports");
            return;
        }
        for (int port = from; port <= to; port++) {
            ports.add(port);
        }
    }

    /**
     * @param published null for none; as many as the targets, or one for one
     */
    private void publish(Place place, @Nullable String published, String first, String last) {
        if (listening.isByName() || published == null || published.isEmpty()) {
            return;
        }
        String[] ends = published.split("-", 2);
        int from = number(ends[0]);
        int to = number(ends[ends.length - 1]);
        int target = number(first);
        if (from < 1 || to > 65_535 || to - from != number(last) - target) {
            bad(place, "'" + published + "' is not a port of the host for each of the container's");
            return;
        }
        for (int port = from; port <= to; port++) {
            hostPorts.add(new HostPort(port, target + port - from));
        }
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
    }

    private void sayHostPort(Place place, String what) {
        if (!hasSaidHostPort) {
            hasSaidHostPort = true;
            context.findings()
                    .warn(
                            place,
                            "host-port",
                            "the host port in '"
                                    + what
                                    + "' is not used: the load balancer"
                                    + " answers for the app at its host name",
                            "");
        }
    }

    private void notTcp(Place place, String protocol) {
        context.findings()
                .error(
                        place,
                        "bad-port",
                        "the protocol '" + protocol + "' is not carried",
                        "use tcp");
    }

    private void sayNotExposed(Place place, String port) {
        context.findings()
                .error(
                        place,
                        "bad-port",
                        "expose: '" + port + "' names a port of the host",
                        "write the container's alone, or move it to ports");
    }

    private void bad(Place place, String message) {
        context.findings().error(place, "bad-port", message, "write \"8080\" or \"80:8080\"");
    }
}
