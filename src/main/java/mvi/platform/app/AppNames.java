package mvi.platform.app;

import static mvi.platform.app.PlatformTables.NAMES;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.network.AppNetwork;

/**
 * The addresses under which an app's processes reach each other by name: recorded in KV, so that
 * they are the same after every deploy and every restart. What a process had is kept for it as long
 * as there is room.
 */
public final class AppNames {
    /** Databases have the fixed addresses from the other end of the subnet. */
    static final int FIRST_NUMBER = AppNetwork.FIXED;

    static final int LAST_NUMBER = 222;

    /** Below the ports that Linux gives to connections by itself. */
    static final int FIRST_LISTENER = 20_000;

    private static final int LISTENERS = 1_000;
    private static final int WRITE_ATTEMPTS = 10;

    private final KvService kv;

    public AppNames(KvService kv) {
        this.kv = kv;
    }

    /**
     * An app's.
     *
     * @param endpoint where the load balancer listens for them; empty before there was a network
     * @param numbers the address in the app's subnet, by process
     * @param listeners the endpoint's port by {@code process:port}
     */
    public record Names(
            String endpoint,
            Map<String, Integer> numbers,
            Map<String, Integer> listeners,
            long version) {
        static final Names NONE = new Names("", Map.of(), Map.of(), 0);

        public static String key(String process, int port) {
            return process + ":" + port;
        }

        private boolean has(Map<String, Set<Integer>> ports) {
            return numbers.keySet().containsAll(ports.keySet())
                    && listeners.keySet().containsAll(keys(ports));
        }

        private static Set<String> keys(Map<String, Set<Integer>> ports) {
            Set<String> all = new TreeSet<>();
            ports.forEach((process, each) -> each.forEach(port -> all.add(key(process, port))));
            return all;
        }

        /** With what is missing; without what is not asked for when there is no room otherwise. */
        private Names with(Map<String, Set<Integer>> ports) {
            Set<String> keys = keys(ports);
            Map<String, Integer> numbers = new TreeMap<>(numbers());
            Map<String, Integer> listeners = new TreeMap<>(listeners());
            fill(numbers, ports.keySet(), FIRST_NUMBER, LAST_NUMBER - FIRST_NUMBER + 1);
            fill(listeners, keys, FIRST_LISTENER, LISTENERS);
            return new Names(endpoint, numbers, listeners, version);
        }

        private static void fill(
                Map<String, Integer> known, Collection<String> wanted, int first, int count) {
            Set<String> all = new HashSet<>(known.keySet());
            all.addAll(wanted);
            if (all.size() > count) {
                known.keySet().retainAll(wanted);
            }
            if (wanted.size() > count) {
                throw Problem.limit(
                        "too-many-names",
                        "an app's processes have at most %d names with %d ports together"
                                .formatted(LAST_NUMBER - FIRST_NUMBER + 1, LISTENERS));
            }
            Set<Integer> taken = new HashSet<>(known.values());
            int next = first;
            for (String each : wanted) {
                if (!known.containsKey(each)) {
                    while (!taken.add(next)) {
                        next++;
                    }
                    known.put(each, next);
                }
            }
        }
    }

    public Names of(String app) {
        return kv.get(NAMES, key(app)).map(AppNames::read).orElse(Names.NONE);
    }

    /**
     * With an address for each of these processes and its ports. Throws LIMIT {@code
     * too-many-names}.
     */
    public Names ensure(String app, Map<String, Set<Integer>> ports) {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Names now = of(app);
            if (now.has(ports)) {
                return now;
            }
            write(app, now.with(ports));
        }
        throw busy(app);
    }

    /** Remembers where the load balancer listens. */
    public void locate(String app, String endpoint) {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Names now = of(app);
            if (now.endpoint().equals(endpoint)) {
                return;
            }
            write(app, new Names(endpoint, now.numbers(), now.listeners(), now.version()));
        }
        throw busy(app);
    }

    public void purge(String app) {
        kv.delete(NAMES, key(app), Expression.NONE);
    }

    /** Loses against whoever wrote since it was read. */
    private void write(String app, Names names) {
        Item item =
                Schema.stamp(key(app))
                        .with("version", names.version() + 1)
                        .with("endpoint", names.endpoint())
                        .with("numbers", ItemMaps.numbers(names.numbers()))
                        .with("listeners", ItemMaps.numbers(names.listeners()));
        kv.put(
                NAMES,
                item,
                names.version() == 0
                        ? Expression.absent("app")
                        : Expression.equal("version", AttributeValue.number(names.version())));
    }

    private static Names read(Item item) {
        Schema.check(item, "the names of app " + item.text("app"));
        return new Names(
                item.text("endpoint"),
                ItemMaps.numbers(item.get("numbers")),
                ItemMaps.numbers(item.get("listeners")),
                item.number("version"));
    }

    private static Item key(String app) {
        return Item.of("app", app);
    }

    private static Problem busy(String app) {
        return Problem.conflict(
                "app-busy",
                "the names of app '" + app + "' are being changed by others; try again");
    }
}
