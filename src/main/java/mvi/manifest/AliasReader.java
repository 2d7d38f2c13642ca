package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the names that a service has besides its own: {@code container_name}, the aliases of its
 * networks, and those that others give it in {@code links}. They hold in the whole app.
 */
final class AliasReader {
    private static final String HOST = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}";

    private final ReadContext context;
    private final Map<String, String> aliases = new TreeMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    AliasReader(ReadContext context) {
        this.context = context;
    }

    void read(String service, Tree.Fields fields) {
        fields.value("container_name")
                .ifPresent(
                        tree ->
                                context.values()
                                        .text("container_name", tree)
                                        .ifPresent(name -> add(service, name, tree.place())));
        fields.mapping("networks").ifPresent(networks -> networks(service, networks));
        fields.value("links").ifPresent(this::links);
    }

    private void networks(String service, Tree.Fields networks) {
        for (String name : networks.fields().keySet()) {
            networks.mapping(name)
                    .flatMap(network -> network.value("aliases"))
                    .map(aliases -> context.values().texts("aliases", aliases))
                    .ifPresent(
                            all -> all.forEach(each -> add(service, each.value(), each.place())));
        }
    }

    private void links(Tree tree) {
        for (Tree.Text link : context.values().texts("links", tree)) {
            int colon = link.value().indexOf(':');
            if (colon >= 0) {
                add(
                        link.value().substring(0, colon),
                        link.value().substring(colon + 1),
                        link.place());
            }
        }
    }

    private void add(String service, String alias, Place place) {
        if (alias.equals(service)) {
            return;
        }
        if (!alias.matches(HOST)) {
            context.findings()
                    .error(
                            place,
                            "bad-alias",
                            "'" + alias + "' can't be the name of a host",
                            "use letters, digits, - _ and .");
            return;
        }
        String before = aliases.putIfAbsent(alias, service);
        places.putIfAbsent(alias, place);
        if (before != null && !before.equals(service)) {
            taken(place, alias, before);
        }
    }

    /** All of them, once every service is known. */
    Map<String, String> settle(Set<String> services) {
        for (String alias : services) {
            Optional.ofNullable(places.get(alias)).ifPresent(place -> taken(place, alias, alias));
        }
        aliases.keySet().removeAll(services);
        return aliases;
    }

    private void taken(Place place, String alias, String by) {
        context.findings()
                .error(
                        place,
                        "alias-taken",
                        "'" + alias + "' is a name of '" + by + "' already",
                        "a name is one service's in the whole app: choose another");
    }
}
