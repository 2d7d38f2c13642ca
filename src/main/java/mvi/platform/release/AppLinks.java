package mvi.platform.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.manifest.DatabaseChoices;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.environment.Link;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseLogin;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseService;

/** The platform services that an app links: makes them, and says where they are. */
public final class AppLinks {
    private final DatabaseService databases;
    private final BlobService blob;
    private final CryptoService crypto;
    private final String region;

    public AppLinks(
            DatabaseService databases, BlobService blob, CryptoService crypto, String region) {
        this.databases = databases;
        this.blob = blob;
        this.crypto = crypto;
        this.region = region;
    }

    /** Databases answer, buckets and keys exist when this returns. Idempotent. */
    void ensure(AppRecord app, Manifest manifest) {
        manifest.providers().forEach(provider -> ensure(app, provider));
    }

    /** The same for one of them. The app has its network. */
    public void ensure(AppRecord app, Manifest.Provider provider) {
        switch (provider.service()) {
            case "postgres" ->
                    databases.ensure(
                            app.name(),
                            provider.name(),
                            provider.login().map(AppLinks::login),
                            Optional.of(options(provider.choices())));
            case "blob" -> blob.createBucket(new BucketName(app.account(), provider.name()));
            case "crypto" -> ensureKey(app.account(), provider.name());
            case "kv" -> {
                // Nothing to make: an app makes its own tables.
            }
            default -> throw unknown(provider.service());
        }
    }

    private static DatabaseLogin login(Manifest.Login login) {
        return new DatabaseLogin(login.user(), Secret.of(login.password()), login.database());
    }

    private static DatabaseOptions options(DatabaseChoices choices) {
        return new DatabaseOptions(
                choices.memory(), choices.version(), choices.isSynchronous(), choices.extensions());
    }

    /** What a process depends on, as it stands: platform services, and processes with a port. */
    public List<Link> of(AppRecord app, Manifest manifest, List<String> names) {
        List<Link> links = new ArrayList<>();
        for (Manifest.Provider provider : manifest.providers()) {
            if (names.contains(provider.name())) {
                links.add(link(app, provider));
            }
        }
        for (String name : names) {
            ProcessPorts.of(manifest, name)
                    .ifPresent(port -> links.add(new Link.Process(name, port)));
            manifest.process(name)
                    .filter(process -> process.function().isPresent())
                    .ifPresent(unused -> links.add(new Link.Function(name, arn(app, name))));
        }
        return links;
    }

    private String arn(AppRecord app, String function) {
        return "arn:aws:lambda:" + region + ":" + app.account() + ":function:" + function;
    }

    /** Entries of {@code /etc/hosts}: a database under the name that the manifest gives it. */
    Map<String, String> hosts(AppRecord app, Manifest manifest) {
        Map<String, String> hosts = new LinkedHashMap<>();
        for (Manifest.Provider provider : manifest.providers()) {
            if (provider.service().equals("postgres")) {
                databases
                        .find(app.name(), provider.name())
                        .map(DatabaseService.Database::address)
                        .filter(address -> address.matches("[0-9.]+"))
                        .ifPresent(address -> hosts.put(provider.name(), address));
            }
        }
        return hosts;
    }

    /** Throws INVALID {@code no-such-service}, UNAVAILABLE {@code database-not-ready}. */
    public Link link(AppRecord app, Manifest.Provider provider) {
        String name = provider.name();
        return switch (provider.service()) {
            case "postgres" -> new Link.Postgres(name, databases.url(app.name(), name));
            case "blob" -> new Link.Blob(name);
            case "kv" -> new Link.Kv(name);
            case "crypto" ->
                    new Link.Crypto(
                            name,
                            "arn:aws:kms:"
                                    + region
                                    + ":"
                                    + app.account()
                                    + ":key/"
                                    + ensureKey(app.account(), name));
            default -> throw unknown(provider.service());
        };
    }

    private static Problem unknown(String service) {
        return Problem.invalid(
                "no-such-service",
                "'" + service + "' is not a service of the platform: postgres, blob, kv or crypto");
    }

    private String ensureKey(String account, String name) {
        return crypto.listKeys(account).stream()
                .filter(key -> key.description().equals(name))
                .map(CryptoKey::id)
                .findFirst()
                .orElseGet(() -> crypto.createKey(account, name).id());
    }
}
