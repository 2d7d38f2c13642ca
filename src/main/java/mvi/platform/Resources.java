package mvi.platform;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Credentials;
import mvi.platform.environment.EnvironmentComposer;
import mvi.platform.environment.Link;
import mvi.platform.release.AppLinks;
import mvi.platform.release.AppNetworks;
import mvi.platform.release.Releases;
import mvi.services.database.DatabaseService;

/**
 * Single platform services of an app for who runs elsewhere, such as containers on a developer's
 * machine: they are reached through a forwarded port.
 */
public final class Resources {
    private static final Manifest NOTHING_RUNS =
            new Manifest(Optional.empty(), List.of(), List.of(), List.of(), false, Map.of());

    private final Apps apps;
    private final Releases releases;
    private final Credentials credentials;
    private final AppNetworks networks;
    private final AppLinks links;
    private final EnvironmentComposer composer;
    private final DatabaseService databases;
    private final int servicesPort;

    Resources(
            Apps apps,
            Releases releases,
            Credentials credentials,
            AppNetworks networks,
            AppLinks links,
            EnvironmentComposer composer,
            PlatformParts parts) {
        this.apps = apps;
        this.releases = releases;
        this.credentials = credentials;
        this.networks = networks;
        this.links = links;
        this.composer = composer;
        this.databases = parts.databases();
        this.servicesPort = parts.servicesPort();
    }

    /**
     * Makes app and resource where they are not there, and gives the variables by which it is used.
     *
     * @param address host and port at which the user reaches it
     */
    public Map<String, String> ensure(String name, Manifest.Provider provider, String address) {
        AppRecord app = apps.ensure(name);
        networks.ensure(name, manifest(app));
        links.ensure(app, provider);
        Link link = links.link(app, provider);
        return composer.links(
                List.of(link instanceof Link.Postgres postgres ? postgres.at(address) : link),
                "http://" + address,
                credentials.of(app));
    }

    private Manifest manifest(AppRecord app) {
        return app.desired().generation().isNone()
                ? NOTHING_RUNS
                : releases.current(app).manifest();
    }

    /**
     * Where a resource listens: a database in its app's network, all others at the services' port.
     * Throws MISSING {@code no-such-database}.
     */
    public InetSocketAddress endpoint(String name, String resource, String service) {
        AppRecord app = apps.get(name);
        if (!service.equals("postgres")) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), servicesPort);
        }
        URI url = URI.create(databases.url(app.name(), resource));
        return new InetSocketAddress(url.getHost(), url.getPort());
    }
}
