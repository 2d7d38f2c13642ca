package mvi.services.network.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mvi.services.network.Forward;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;

/**
 * The platform's nftables table as text for {@code nft -f}: one transaction that takes the old
 * table's place.
 *
 * <p>From an app's bridge a packet may go to the app's own network, to its endpoint's services port
 * and that of functions, to the ports of its endpoint that addresses of its own stand for, if what
 * listens there is bound to the endpoint alone, to the name server of its own gateway, and, unless
 * egress is closed, to public addresses. All else is dropped, explicitly, whatever the host's other
 * tables say. Nothing but replies comes in from elsewhere. The priority is before the usual
 * filter's, so that another's accept comes too late to open anything.
 */
public final class FirewallTable {
    /** RFC 6890's special ranges, multicast, reserved. */
    static final String PRIVATE_IPV4 =
            "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24,"
                    + " 192.0.2.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24,"
                    + " 224.0.0.0/4, 240.0.0.0/4";

    private static final Pattern FORWARD =
            Pattern.compile(
                    "iifname \"([^\"]+)\" ip daddr (\\S+) tcp dport (\\d+) dnat ip to [0-9.]+:(\\d+)");

    private final NetworkConfig config;

    public FirewallTable(NetworkConfig config) {
        this.config = config;
    }

    /** Adding before deleting makes the deletion valid on the first run as well. */
    public String replacement(List<AppRules> apps) {
        String table = "table inet " + config.firewallTable();
        return table + " {}\ndelete " + table + "\n" + table + " {\n" + body(apps) + "}\n";
    }

    public String removal() {
        String table = "table inet " + config.firewallTable();
        return table + " {}\ndelete " + table + "\n";
    }

    /** What a listing of the table says of an app's way out. */
    public static boolean isEgressOpen(String listing, String bridge) {
        return listing.lines()
                .map(String::strip)
                .anyMatch(("iifname \"" + bridge + "\" accept")::equals);
    }

    private String body(List<AppRules> apps) {
        String anyApp = "\"" + config.appBridgePrefix() + "*\"";
        StringBuilder text = new StringBuilder();
        text.append(
                "  chain forward {\n    type filter hook forward priority -10; policy accept;\n");
        text.append("    iifname ").append(anyApp).append(" jump leaving\n");
        text.append("    oifname ").append(anyApp).append(" jump arriving\n  }\n");
        text.append("  chain leaving {\n");
        for (AppRules app : apps) {
            text.append("    iifname \"%1$s\" oifname \"%1$s\" accept\n".formatted(app.bridge()));
        }
        text.append("    oifname ").append(anyApp).append(" drop\n");
        text.append("    ip daddr { ").append(PRIVATE_IPV4).append(" } drop\n");
        // Apps have no IPv6 address: whatever carries one comes from a container that made it up.
        text.append("    meta nfproto ipv6 drop\n");
        for (AppRules app : apps) {
            text.append("    iifname \"").append(app.bridge()).append("\" ");
            text.append(app.isEgressOpen() ? "accept\n" : "drop\n");
        }
        text.append("    drop\n  }\n");
        text.append("  chain arriving {\n    ct state established,related accept\n");
        for (AppRules app : apps) {
            text.append("    iifname \"%1$s\" oifname \"%1$s\" accept\n".formatted(app.bridge()));
        }
        text.append("    drop\n  }\n");
        names(apps, text);
        text.append("  chain input {\n    type filter hook input priority -10; policy accept;\n");
        text.append("    iifname ").append(anyApp).append(" jump to_host\n");
        if (!apps.isEmpty()) {
            text.append("    iifname != \"lo\" ip daddr { ");
            text.append(String.join(", ", apps.stream().map(AppRules::endpoint).sorted().toList()));
            text.append(" } iifname != ").append(anyApp).append(" drop\n");
        }
        text.append("  }\n  chain to_host {\n    ct state established,related accept\n");
        for (AppRules app : apps) {
            Set<Integer> ports = new TreeSet<>();
            ports.add(config.servicesPort());
            ports.add(NetworkConfig.FUNCTIONS_PORT);
            app.forwards().forEach(each -> ports.add(each.listener()));
            String services =
                    "    iifname \"%s\" ip daddr %s tcp dport { %s } "
                            .formatted(
                                    app.bridge(),
                                    app.endpoint(),
                                    ports.stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", ")));
            // Who listens on every address of the host did not mean this one.
            text.append(services).append("socket wildcard 0 accept\n");
            text.append(services).append("reject with tcp reset\n");
            for (String address : app.addresses()) {
                // A port that a process does not have is refused, not left to time out.
                text.append(
                        "    iifname \"%s\" ip daddr %s meta l4proto tcp reject with tcp reset\n"
                                .formatted(app.bridge(), address));
            }
            if (app.isEgressOpen()) {
                for (String protocol : List.of("udp", "tcp")) {
                    text.append(
                            "    iifname \"%s\" ip daddr %s %s dport 53 accept\n"
                                    .formatted(app.bridge(), app.gateway(), protocol));
                }
            }
        }
        return text.append("    drop\n  }\n").toString();
    }

    /** Before other tables' translations, which know nothing of these addresses. */
    private static void names(List<AppRules> apps, StringBuilder text) {
        text.append(
                "  chain names {\n    type nat hook prerouting priority -110; policy accept;\n");
        for (AppRules app : apps) {
            for (Forward each : app.forwards()) {
                text.append(
                        "    iifname \"%s\" ip daddr %s tcp dport %d dnat ip to %s:%d\n"
                                .formatted(
                                        app.bridge(),
                                        app.subnet().address(each.number()),
                                        each.port(),
                                        app.endpoint(),
                                        each.listener()));
            }
        }
        text.append("  }\n");
    }

    /** What a listing of the table says of an app's own addresses. */
    public static List<Forward> forwards(String listing, String bridge, Ipv4Range subnet) {
        List<Forward> all = new ArrayList<>();
        for (String line : listing.lines().map(String::strip).toList()) {
            Matcher rule = FORWARD.matcher(line);
            if (rule.matches() && rule.group(1).equals(bridge)) {
                long number = Ipv4Range.parse(rule.group(2)).first() - subnet.first();
                all.add(
                        new Forward(
                                (int) number,
                                Integer.parseInt(rule.group(3)),
                                Integer.parseInt(rule.group(4))));
            }
        }
        return all;
    }
}
