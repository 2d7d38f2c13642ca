package mvi.services.network.core;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mvi.services.network.Forward;
import mvi.services.network.Ipv4Range;

/** What the rules are made from, per app. */
public record AppRules(
        String app,
        String bridge,
        Ipv4Range subnet,
        String endpoint,
        boolean isEgressOpen,
        List<Forward> forwards) {
    String gateway() {
        return subnet.address(1);
    }

    /** Of the app's own that the host has. */
    public Set<String> addresses() {
        Set<String> all = new TreeSet<>();
        forwards.forEach(each -> all.add(subnet.address(each.number())));
        return all;
    }
}
