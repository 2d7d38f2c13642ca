package mvi.platform.release;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mvi.engines.base.Problem;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.services.balancer.BalancerRoutes.Route;

/**
 * Host names and ports of the host are one app's each: the balancer could not tell whose a request
 * is.
 */
public final class NameClaims {
    private final Apps apps;
    private final Releases releases;
    private final Set<String> own;

    /**
     * @param own names of the platform itself
     */
    public NameClaims(Apps apps, Releases releases, Set<String> own) {
        this.apps = apps;
        this.releases = releases;
        this.own = own;
    }

    /**
     * Throws CONFLICT {@code name-taken} when another app has one of this manifest's names or
     * ports. Two deploys at once may both pass: then {@link RouteKeeper} lets the first keep it.
     */
    public void check(String app, Manifest manifest) {
        Map<String, String> taken = new HashMap<>();
        for (AppRecord other : apps.list()) {
            if (!other.name().equals(app)) {
                releases.wanted(other)
                        .ifPresent(
                                theirs ->
                                        claims(other.name(), theirs.manifest())
                                                .forEach(claim -> taken.put(claim, other.name())));
            }
        }
        for (String claim : claims(app, manifest)) {
            if (own.contains(claim)) {
                throw Problem.conflict(
                        "name-taken",
                        claim
                                + " is the platform's own name: take it out of the compose.yaml, or"
                                + " call the app otherwise");
            }
            String owner = taken.get(claim);
            if (owner != null) {
                throw Problem.conflict(
                        "name-taken",
                        claim
                                + " belongs to the app '"
                                + owner
                                + "' already: take it out of the compose.yaml of one of them");
            }
        }
    }

    private static List<String> claims(String app, Manifest manifest) {
        return manifest.processes().stream()
                .flatMap(
                        process ->
                                Stream.concat(
                                        ProcessPorts.hosts(app, manifest, process).stream()
                                                .map(Route::name),
                                        process.routing().hostPorts().stream()
                                                .map(port -> "port " + port.published())))
                .toList();
    }
}
