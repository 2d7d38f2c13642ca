package mvi.services.network.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mvi.services.network.NetworkConfig;

/**
 * Policy-routing rules that blackhole what comes from an app's bridge and goes to private ranges,
 * other apps among them. They say again what the firewall says, in a place that no reload of the
 * host's firewall touches. The kernel looks its own addresses up first, so that endpoints and
 * gateways stay reachable.
 */
public final class RoutingRules {
    static final int PREFERENCE = 20_064;
    private static final List<String> RANGES =
            List.of(
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16");

    /** One rule: from a bridge to a range, nowhere. */
    public record Rule(String bridge, String range) {}

    private final NetworkConfig config;

    public RoutingRules(NetworkConfig config) {
        this.config = config;
    }

    public Set<Rule> wanted(List<String> bridges) {
        Set<Rule> rules = new LinkedHashSet<>();
        for (String bridge : bridges) {
            for (String range : RANGES) {
                rules.add(new Rule(bridge, range));
            }
        }
        return rules;
    }

    /** This platform's rules in the output of {@code ip -4 rule show}. */
    public Set<Rule> present(String shown) {
        Set<Rule> rules = new LinkedHashSet<>();
        for (String line : shown.lines().toList()) {
            List<String> words = List.of(line.trim().split("\\s+"));
            int to = words.indexOf("to");
            int iif = words.indexOf("iif");
            if (to > 0
                    && iif > 0
                    && words.contains("blackhole")
                    && words.get(iif + 1).startsWith(config.appBridgePrefix())) {
                rules.add(new Rule(words.get(iif + 1), words.get(to + 1)));
            }
        }
        return rules;
    }

    /** Words after {@code ip -4 rule add} or {@code del}. */
    public List<String> words(Rule rule) {
        return new ArrayList<>(
                List.of(
                        "pref",
                        Integer.toString(PREFERENCE),
                        "iif",
                        rule.bridge(),
                        "to",
                        rule.range(),
                        "blackhole"));
    }
}
