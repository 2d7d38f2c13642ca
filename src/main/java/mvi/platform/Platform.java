package mvi.platform;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppNames;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Credentials;
import mvi.platform.app.NamedAccounts;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.build.Builds;
import mvi.platform.build.Projects;
import mvi.platform.certificate.CertificateKeeper;
import mvi.platform.environment.Envelope;
import mvi.platform.environment.Environment;
import mvi.platform.environment.EnvironmentComposer;
import mvi.platform.environment.Environments;
import mvi.platform.function.FunctionKeeper;
import mvi.platform.function.ReleaseEvents;
import mvi.platform.observe.BlobChecks;
import mvi.platform.release.AppData;
import mvi.platform.release.AppLinks;
import mvi.platform.release.AppNetworks;
import mvi.platform.release.ContainerSpecs;
import mvi.platform.release.Crashes;
import mvi.platform.release.MemoryClaims;
import mvi.platform.release.NameClaims;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseFiles;
import mvi.platform.release.Releases;
import mvi.platform.release.RolloutReconciler;
import mvi.services.log.LogService;

/** Everything that can be asked of the platform about apps. The API is its caller. */
public final class Platform implements AutoCloseable {
    /** Most containers of one process. */
    public static final int MAXIMUM_SCALE = 50;

    private final PlatformParts parts;
    private final Clock clock;
    private final Apps apps;
    private final Environments environments;
    private final Builds builds;
    private final Projects projects;
    private final ReleaseFiles files;
    private final Releases releases;
    private final NameClaims names;
    private final MemoryClaims memory;
    private final Rollouts rollouts;
    private final Crashes crashes;
    private final ContainerSpecs specs;
    private final RolloutReconciler reconciler;
    private final Changes changes;
    private final Plans plans;
    private final OneOffs oneOffs;
    private final Resources resources;
    private final Databases databases;
    private final CredentialKeeper credentialKeeper;
    private final Maintenance maintenance;
    private final CertificateKeeper certificates;
    private final ContainerList containers;
    private final BlobChecks blobChecks;
    private final FunctionKeeper functions;

    public Platform(PlatformParts parts) {
        this.parts = parts;
        this.blobChecks = new BlobChecks(parts.kv());
        this.clock = parts.clock();
        Ids ids = new Ids(clock, parts.chance());
        PlatformKey key = new PlatformKey(parts.crypto());
        Credentials credentials =
                new Credentials(parts.kv(), parts.crypto(), key, parts.chance(), clock);
        this.apps = new Apps(parts.kv(), clock, credentials);
        this.environments =
                new Environments(parts.kv(), parts.crypto(), key, parts.chance(), clock);
        this.builds =
                new Builds(
                        parts.kv(),
                        parts.platformBlob(),
                        parts.images(),
                        ids,
                        clock,
                        parts.folder().resolve("logs"),
                        parts.registry());
        this.projects =
                new Projects(
                        parts.folder().resolve("projects"),
                        parts.unpacker(),
                        parts.packer(),
                        parts.capturer());
        Envelope envelope = new Envelope(parts.crypto(), key, parts.chance());
        this.files =
                new ReleaseFiles(
                        parts.platformBlob(),
                        envelope,
                        parts.folder().resolve("release-files"),
                        clock);
        this.releases = new Releases(parts.kv(), apps, clock);
        this.names = new NameClaims(apps, releases, parts.ownNames());
        this.memory = new MemoryClaims(apps, releases, parts.machineMemory());
        this.crashes = new Crashes(parts.kv(), clock);
        AppLinks links =
                new AppLinks(parts.databases(), parts.blob(), parts.crypto(), parts.region());
        AppNetworks networks = new AppNetworks(parts.network(), new AppNames(parts.kv()));
        EnvironmentComposer composer =
                new EnvironmentComposer(parts.region(), parts.servicesPort());
        this.specs =
                new ContainerSpecs(
                        parts.id(),
                        ids,
                        environments,
                        credentials,
                        links,
                        networks,
                        composer,
                        parts.trust(),
                        files,
                        parts.containerMemory());
        Bell bell = new Bell();
        Bell hostBell = new Bell();
        this.reconciler = new RolloutReconciler(reconcilerParts(links, networks, bell, hostBell));
        this.certificates =
                new CertificateKeeper(
                        new CertificateKeeper.Parts(
                                parts.kv(),
                                envelope,
                                parts.balancer(),
                                parts.ownNames(),
                                parts.authority(),
                                parts.publicAuthority(),
                                parts.events(),
                                clock,
                                parts.chance()),
                        reconciler::hosts,
                        hostBell);
        this.containers =
                new ContainerList(
                        parts.containers(), parts.balancer(), apps, crashes, reconciler::verdict);
        AppLocks locks = new AppLocks(parts.kv(), clock);
        this.functions = functions(locks, networks, bell);
        this.changes =
                new Changes(
                        apps, locks, releases, reconciler::trouble, bell, parts.events(), clock);
        this.databases =
                new Databases(
                        apps,
                        releases,
                        parts.databases(),
                        parts.containers(),
                        parts.log(),
                        changes);
        this.maintenance = new Maintenance(apps, reconciler);
        this.rollouts =
                new Rollouts(
                        apps,
                        releases,
                        environments,
                        files,
                        names,
                        memory,
                        reconciler,
                        changes,
                        this::url);
        this.plans = new Plans(apps, releases, projects);
        this.oneOffs = new OneOffs(parts, apps, releases, networks, specs);
        this.resources =
                new Resources(apps, releases, credentials, networks, links, composer, parts);
        this.credentialKeeper =
                new CredentialKeeper(
                        apps,
                        credentials,
                        new NamedAccounts(parts.kv(), credentials, locks, this::hasData),
                        changes,
                        rollouts::again,
                        parts.events());
    }

    private FunctionKeeper functions(AppLocks locks, AppNetworks networks, Bell changed) {
        return new FunctionKeeper(
                new FunctionKeeper.Parts(
                        parts.kv(),
                        parts.blob(),
                        apps,
                        releases,
                        locks,
                        parts.containers(),
                        specs,
                        networks,
                        parts.output(),
                        parts.log(),
                        parts.runtime(),
                        parts.post(),
                        parts.functions(),
                        changed,
                        "the control plane of " + parts.host(),
                        parts.events(),
                        clock,
                        parts.chance()));
    }

    private boolean hasData(String account) {
        return !parts.blob().listBuckets(account).isEmpty()
                || !parts.kv().listTables(account, Optional.empty(), 1).isEmpty();
    }

    private RolloutReconciler.Parts reconcilerParts(
            AppLinks links, AppNetworks networks, Bell bell, Bell hostBell) {
        return new RolloutReconciler.Parts(
                apps,
                releases,
                crashes,
                parts.containers(),
                parts.balancer(),
                parts.own(),
                networks,
                parts.log(),
                links,
                specs,
                new AppData(
                        apps,
                        environments,
                        releases,
                        crashes,
                        parts.databases(),
                        parts.blob(),
                        parts.kv(),
                        networks),
                new ReleaseEvents(parts.region()),
                parts.output(),
                parts.events(),
                bell,
                hostBell,
                clock);
    }

    /** Needs KV, Blob and Crypto to answer; from its return on, apps are looked after. */
    public void start() throws IOException {
        PlatformTables.ensure(parts.kv());
        projects.clear();
        builds.prepare();
        reconciler.start();
        functions.start();
        certificates.start();
    }

    @Override
    public void close() {
        certificates.close();
        functions.close();
        reconciler.close();
    }

    /** For start: the balancer's process is back and has what its own snapshots had. */
    public void balancerReturned() {
        reconciler.balancerReturned();
        certificates.balancerReturned();
    }

    /**
     * How often containers were replaced after they ended by themselves, by {@code app/process}.
     */
    public Map<String, Integer> restarts() {
        Map<String, Integer> all = new TreeMap<>();
        for (AppRecord app : apps()) {
            crashes.of(app.name())
                    .forEach(
                            (process, record) ->
                                    all.put(app.name() + "/" + process, record.total()));
        }
        return all;
    }

    public List<AppRecord> apps() {
        return apps.list().stream().filter(app -> !app.desired().isDeleted()).toList();
    }

    public AppRecord app(String name) {
        return apps.get(name);
    }

    /** Empty before its first one. */
    public Optional<Release> currentRelease(AppRecord app) {
        return app.desired().generation().isNone()
                ? Optional.empty()
                : releases.find(app.name(), app.desired().generation().release());
    }

    public Builds builds() {
        return builds;
    }

    public LogService log() {
        return parts.log();
    }

    /** What the load balancer says of each request. */
    public LogService accessLog() {
        return parts.accessLog();
    }

    public List<Release> releases(String app) {
        return releases.list(apps.get(app).name());
    }

    public Environment environment(String app) {
        return environments.current(apps.get(app).name());
    }

    public OneOffs oneOffs() {
        return oneOffs;
    }

    public Resources resources() {
        return resources;
    }

    public Databases databases() {
        return databases;
    }

    public CredentialKeeper credentials() {
        return credentialKeeper;
    }

    public CertificateKeeper certificates() {
        return certificates;
    }

    public FunctionKeeper functions() {
        return functions;
    }

    public BlobChecks blobChecks() {
        return blobChecks;
    }

    public String host() {
        return parts.host();
    }

    /** Where people reach the app in this release; empty when nothing of it is public. */
    public String url(String app, Release release) {
        if (release.manifest().processes().stream().noneMatch(AppProcess::isPublic)) {
            return "";
        }
        int port = parts.balancer().listeners().http();
        return "http://" + app + ".localhost" + (port == 80 ? "" : ":" + port) + "/";
    }

    /** What all processes of the app's release see together, with the services at this address. */
    public Map<String, String> variables(String name, String endpoint) {
        AppRecord app = apps.get(name);
        Release release = releases.current(app);
        Map<String, String> all = new TreeMap<>();
        for (AppProcess process : release.manifest().processes()) {
            specs.environment(app, release, process, endpoint).forEach(all::putIfAbsent);
        }
        return all;
    }

    public List<ContainerInfo> containers(String name) {
        return containers.of(name);
    }

    public Maintenance maintenance() {
        return maintenance;
    }

    public Plans plans() {
        return plans;
    }

    public Rollouts rollouts() {
        return rollouts;
    }

    /** The body is read before this returns; the rest goes on by itself. */
    public Progress deploy(String name, ByteSource tar, String by, boolean isWaiting)
            throws IOException {
        Apps.checkName(name);
        Projects.Project project = projects.open(tar);
        boolean isStarted = false;
        try {
            Progress progress =
                    changes.start(
                            name,
                            "deploy by " + by,
                            isWaiting,
                            (lock, said) -> deploy(lock, name, project, by, said),
                            project::close);
            isStarted = true;
            return progress;
        } finally {
            if (!isStarted) {
                project.close();
            }
        }
    }

    private void deploy(
            AppLocks.Held lock, String name, Projects.Project project, String by, Progress said)
            throws IOException, InterruptedException {
        names.check(name, project.manifest());
        memory.check(name, project.manifest(), scale(name));
        apps.ensure(name);
        Map<String, String> mounted = new TreeMap<>();
        for (AppProcess process : project.manifest().processes()) {
            if (!process.mounts().isEmpty()) {
                mounted.put(process.name(), files.keep(name, project.files(process)));
            }
        }
        Environment environment = environments.current(name);
        Builds.Built built = builds.build(name, project, environment.variables(), said::output);
        said.step("built " + built.id());
        memory.check(name, project.manifest(), scale(name));
        rollouts.roll(
                lock,
                name,
                new Releases.Draft(
                        built.id(),
                        built.images(),
                        environment.version(),
                        project.manifest(),
                        mounted,
                        by,
                        "deploy"),
                said);
    }

    private Map<String, Integer> scale(String name) {
        return apps.find(name).map(app -> app.desired().scale()).orElse(Map.of());
    }

    public Progress scale(String name, Map<String, Integer> counts, String by) {
        Release release = releases.current(apps.get(name));
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            ScaleWatch.check(release, count.getKey(), count.getValue());
        }
        return changes.start(
                name,
                "scale by " + by,
                true,
                (lock, said) -> {
                    AppRecord app = apps.get(name);
                    memory.check(
                            name,
                            releases.current(app).manifest(),
                            app.desired().scaled(counts).scale());
                    if (!apps.commit(
                            List.of(
                                    lock.check(),
                                    apps.replace(app.with(app.desired().scaled(counts)))))) {
                        throw Problem.conflict(
                                "app-busy", "app '" + name + "' was changed meanwhile; try again");
                    }
                    reconciler.nudge();
                    new ScaleWatch(this, clock)
                            .follow(name, releases.current(apps.get(name)), counts, said);
                },
                () -> {});
    }

    /** Marks it: containers stop, routes go, data stays for a week; or with a purge goes now. */
    public void delete(String name, boolean isPurge) {
        Optional<AppRecord> there = apps.find(name);
        boolean isKnown = there.isPresent() && (isPurge || !there.get().desired().isDeleted());
        if (!isKnown) {
            apps.get(name);
        }
        AppRecord app = there.orElseThrow();
        if (!apps.commit(
                List.of(apps.replace(app.with(app.desired().deletedAt(clock.now(), isPurge)))))) {
            throw Problem.conflict(
                    "app-busy", "app '" + name + "' was changed meanwhile; try again");
        }
        reconciler.nudge();
    }
}
