package mvi.engines.proxy;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routes of one host: the one with the longest path that a request is at or below. */
final class HostRoutes {
    private final Map<String, Route> byPath = new TreeMap<>();
    private Below[] below = new Below[0];
    private @Nullable Route rest;

    private record Below(String path, Route route) {}

    /**
     * @param path empty for all requests
     * @return whether nobody had it
     */
    boolean add(String path, Route route) {
        if (byPath.putIfAbsent(path, route) != null) {
            return false;
        }
        rest = byPath.get("");
        below =
                byPath.entrySet().stream()
                        .filter(each -> !each.getKey().isEmpty())
                        .map(each -> new Below(each.getKey(), each.getValue()))
                        .sorted((a, b) -> b.path().length() - a.path().length())
                        .toArray(Below[]::new);
        return true;
    }

    /** Of the first route that asks for anything. */
    TlsRules tls() {
        return byPath.values().stream()
                .map(Route::tls)
                .filter(TlsRules::asksForCertificate)
                .findFirst()
                .orElse(TlsRules.NONE);
    }

    @Nullable Route find(String target) {
        for (Below each : below) {
            if (isBelow(target, each.path())) {
                return each.route();
            }
        }
        return rest;
    }

    private static boolean isBelow(String target, String path) {
        if (!target.startsWith(path)) {
            return false;
        }
        if (target.length() == path.length()) {
            return true;
        }
        char next = target.charAt(path.length());
        return next == '/' || next == '?';
    }
}
