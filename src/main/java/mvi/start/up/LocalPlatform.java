package mvi.start.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.cli.Platform;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineService;
import mvi.services.blob.BucketName;
import mvi.services.blob.back.S3BlobService;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.container.back.EngineContainerService;
import mvi.start.BlobKnobs;
import mvi.start.BlobTwin;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;
import mvi.start.ProcessFacts;
import mvi.start.ProcessUser;
import mvi.start.SmallFiles;

/**
 * The platform of this machine, brought up and down by root. Both do nothing where nothing is left
 * to do.
 */
public final class LocalPlatform implements Platform {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(25);

    /** Data first, since the others call it; the way down is the other way round. */
    private static final List<String> PROCESSES = List.of("data", "balance", "control");

    private final Map<String, String> environment;
    private final Clock clock;
    private final Chance chance;

    public LocalPlatform(Map<String, String> environment, Clock clock, Chance chance) {
        this.environment = environment;
        this.clock = clock;
        this.chance = chance;
    }

    @Override
    public void up(UpOptions options, Consumer<String> progress)
            throws IOException, InterruptedException {
        Home home = Home.of(environment);
        requireRoot();
        options.restart()
                .filter(each -> !PROCESSES.contains(each))
                .ifPresent(
                        unknown -> {
                            throw Problem.invalid(
                                    "no-such-process",
                                    "there is no process '"
                                            + unknown
                                            + "': the platform's are "
                                            + String.join(", ", PROCESSES));
                        });
        Files.createDirectories(home.root());
        Configuration configuration = Configuration.load(home, environment);
        // Said here as well: a process that ends again and again says it in its log alone.
        configuration.trustedProxies();
        configuration.objectOwnership();
        Optional<BlobTwin> twin = BlobKnobs.read(configuration);
        configuration = configuration.rememberBlob();
        boolean isRenamed = false;
        if (options.name().isPresent()) {
            Optional<String> before = configuration.platformName();
            configuration = configuration.rename(options.name().get());
            isRenamed = !configuration.platformName().equals(before);
        }
        new MachineSetup(environment, options.mayInstall(), progress).run();
        PlatformId platform = platformId(home);
        Folders.make(home, platform);
        if (!isAnyRunning(home)) {
            configuration = Ports.settle(configuration, progress);
        }
        Credentials.make(home, Credentials.Owners.of(platform), clock, chance);
        boolean isBlobMoved = handDown(home, twin.map(each -> each.of(platform)), platform);
        Distribution distribution = Distribution.install(home, distributionFolder());
        for (String process : PROCESSES) {
            boolean isAnew =
                    options.restart().filter(process::equals).isPresent()
                            || isRenamed && process.equals("control")
                            || isBlobMoved && !process.equals("balance");
            ensure(configuration, platform, distribution, process, isAnew, progress);
        }
        awaitReady(home, progress);
        if (isBlobMoved) {
            sayBlob(home, progress);
        }
    }

    /** The platform runs without it; whoever has just named it wants to know. */
    private void sayBlob(Home home, Consumer<String> progress) {
        Optional<BlobTwin> twin = BlobTwin.read(home);
        if (twin.isEmpty()) {
            progress.accept("the platform's objects are in this machine's own Blob");
            return;
        }
        try (S3BlobService blob = new S3BlobService(twin.get().client(), clock)) {
            progress.accept(
                    blob.trouble(new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-builds"))
                            .map(
                                    problem ->
                                            problem.publicMessage()
                                                    + "; deploys fail until that is mended")
                            .orElse("the platform's objects are at " + twin.get().url()));
        }
    }

    /** To data and control, which both read it at their start; true where it is another now. */
    private static boolean handDown(Home home, Optional<BlobTwin> twin, PlatformId platform)
            throws IOException {
        if (twin.equals(BlobTwin.read(home))) {
            return false;
        }
        if (twin.isPresent()) {
            SmallFiles.write(
                    home.blobTwin(),
                    twin.get().json(),
                    "rw-------",
                    ProcessUser.data(platform).uid());
        } else {
            Files.delete(home.blobTwin());
        }
        return true;
    }

    @Override
    public void down(Consumer<String> progress) throws IOException, InterruptedException {
        Home home = Home.of(environment);
        requireRoot();
        if (!Files.exists(home.platformId())) {
            progress.accept("there is no platform in " + home.root());
            return;
        }
        Configuration configuration = Configuration.load(home, environment);
        progress.accept("stopping control");
        new Supervisor(home, "control", clock).stop();
        try (EngineService engine =
                new EngineService(
                        home.root(),
                        configuration.port(Knob.REGISTRY_PORT),
                        environment,
                        clock,
                        quiet())) {
            engine.start();
            stopContainers(
                    new EngineContainerService(
                            engine, platformId(home), Optional::empty, clock, quiet()),
                    progress);
            engine.stop();
        }
        for (String process : List.of("balance", "data")) {
            progress.accept("stopping " + process);
            new Supervisor(home, process, clock).stop();
        }
    }

    /** Apps first, since they use the databases. */
    private static void stopContainers(ContainerService containers, Consumer<String> progress)
            throws InterruptedException {
        for (boolean isDatabase : List.of(false, true)) {
            List<Thread> stopping = new ArrayList<>();
            for (Container container : containers.list()) {
                boolean isNext =
                        container.labels().role().equals(ContainerSpec.Labels.DATABASE)
                                == isDatabase;
                if (isNext && container.state() == Container.State.RUNNING) {
                    progress.accept("stopping " + container.name());
                    stopping.add(
                            Thread.startVirtualThread(
                                    () -> containers.stop(container.id(), STOP_GRACE)));
                }
            }
            for (Thread thread : stopping) {
                thread.join();
            }
        }
    }

    public static PlatformId readPlatformId(Home home) {
        return new PlatformId(SmallFiles.read(home.platformId()).strip());
    }

    private PlatformId platformId(Home home) {
        if (!Files.exists(home.platformId())) {
            SmallFiles.write(
                    home.platformId(),
                    new Ids(clock, chance).random(PlatformId.LENGTH) + "\n",
                    "rw-r--r--");
        }
        return readPlatformId(home);
    }

    private boolean isAnyRunning(Home home) {
        return PROCESSES.stream()
                .anyMatch(process -> new Supervisor(home, process, clock).isRunning());
    }

    private void ensure(
            Configuration configuration,
            PlatformId platform,
            Distribution distribution,
            String process,
            boolean isAnew,
            Consumer<String> progress) {
        Supervisor supervisor = new Supervisor(configuration.home(), process, clock);
        boolean isCurrent = supervisor.version().filter(distribution.folder()::equals).isPresent();
        if (isCurrent && !isAnew) {
            return;
        }
        if (supervisor.isRunning()) {
            progress.accept("restarting " + process + (isCurrent ? "" : " with the new build"));
            if (process.equals("balance")) {
                supervisor.succeed(distribution, prefix(platform, process), configuration.ports());
                return;
            }
            supervisor.stop();
        }
        supervisor.start(distribution, prefix(platform, process), configuration.ports());
    }

    /** What drops a process to a user of its own, with the low ports and nothing else. */
    private static List<String> prefix(PlatformId platform, String process) {
        if (process.equals("control")) {
            return List.of();
        }
        boolean isBalance = process.equals("balance");
        String uid =
                Integer.toString(
                        (isBalance ? ProcessUser.balance(platform) : ProcessUser.data(platform))
                                .uid());
        String capabilities = isBalance ? "-all,+net_bind_service" : "-all";
        return List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=" + capabilities,
                "--inh-caps=" + capabilities,
                "--ambient-caps=" + capabilities);
    }

    private void awaitReady(Home home, Consumer<String> progress) throws InterruptedException {
        long deadline = clock.nanos() + READY_WITHIN.toNanos();
        boolean hasSaid = false;
        for (String process : PROCESSES) {
            while (!isListening(home, process)) {
                if (clock.nanos() > deadline) {
                    throw Problem.unavailable(
                            "platform-not-ready",
                            "%s does not answer within %d s; its own words are in %s"
                                    .formatted(
                                            process,
                                            READY_WITHIN.toSeconds(),
                                            home.log().resolve(process + ".log")),
                            null);
                }
                if (!hasSaid) {
                    progress.accept("starting the platform");
                    hasSaid = true;
                }
                clock.sleep(STEP);
            }
        }
    }

    /**
     * A process writes its facts once it listens; a fact of an earlier run names a process that is
     * gone.
     */
    private static boolean isListening(Home home, String process) {
        return ProcessFacts.read(home, process).filter(ProcessFacts::isAlive).isPresent();
    }

    private Path distributionFolder() {
        String folder = environment.get("MVI_DIST");
        if (folder == null) {
            throw Problem.invalid(
                    "no-launcher", "the platform is started by the launcher: run ./mvi up");
        }
        return Path.of(folder);
    }

    private void requireRoot() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw Problem.denied(
                    "not-linux",
                    "the platform runs on Linux: set MVI_URL and MVI_TOKEN to use one elsewhere");
        }
        int uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue();
        if (uid != 0) {
            throw Problem.denied(
                    "not-root",
                    "the platform of this machine needs root for its networks, its firewall and the container engine:"
                            + " run sudo ./mvi up, or set MVI_URL and MVI_TOKEN to use one elsewhere");
        }
    }

    private Events quiet() {
        return Events.to(new StringBuilder(), clock);
    }
}
