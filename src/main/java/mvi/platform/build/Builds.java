package mvi.platform.build;

import static mvi.platform.app.PlatformTables.BUILDS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.platform.app.Schema;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/** Builds: image, log and record of each. */
public final class Builds {
    /** Builds that a listing shows. */
    public static final int LISTED = 100;

    private static final BucketName BUCKET =
            new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-builds");
    private static final String INTERRUPTED = "interrupted by a restart of control";

    private final KvService kv;
    private final BlobService blob;
    private final ImageBuilder images;
    private final Ids ids;
    private final Clock clock;
    private final Path logs;
    private final String registry;
    private final Set<Path> running = ConcurrentHashMap.newKeySet();

    /**
     * @param logs folder for logs of builds that run
     * @param registry host and port by which the engine reaches the registry
     */
    public Builds(
            KvService kv,
            BlobService blob,
            ImageBuilder images,
            Ids ids,
            Clock clock,
            Path logs,
            String registry) {
        this.kv = kv;
        this.blob = blob;
        this.images = images;
        this.ids = ids;
        this.clock = clock;
        this.logs = logs;
        this.registry = registry;
    }

    /** What a build came to: images by process. */
    public record Built(String id, Map<String, String> images) {}

    /** What an image is made from. */
    private record Source(
            Optional<AppProcess.BuildSpec> build, Optional<String> image, AppProcess.Pull pull) {}

    /** What was running when control ended is marked so. Blob may be elsewhere, and away. */
    public void prepare() throws IOException {
        Files.createDirectories(logs);
        for (Item item : kv.all(Query.scan(BUILDS))) {
            Build build = read(item);
            if (build.state().equals(Build.RUNNING)) {
                write(build.ended(Build.FAILED, 0, "", INTERRUPTED));
            }
        }
        keepLeft();
    }

    /**
     * Builds every process that has something to build, and adopts the image of every other.
     * Processes that are made from the same share one image. The output goes to {@code watcher} and
     * into the log. Throws what the builder threw, after the record and the log say so.
     *
     * @param variables the app's own, for secrets of builds
     */
    public Built build(
            String app,
            Projects.Project project,
            Map<String, String> variables,
            Consumer<String> watcher)
            throws IOException {
        // First of all: without it a build would take its time and come to nothing.
        blob.createBucket(BUCKET);
        Build build = new Build(ids.next("b-"), app, Build.RUNNING, clock.now(), 0, "", "");
        write(build);
        long began = clock.nanos();
        Path file = logs.resolve(build.id() + ".log");
        String reason = "the platform ended the build; its own log has the reason";
        Map<String, String> built = new LinkedHashMap<>();
        Map<Source, String> made = new LinkedHashMap<>();
        boolean isBuilt = false;
        running.add(file);
        try (BuildLog log = new BuildLog(file, watcher)) {
            for (AppProcess process : project.manifest().processes()) {
                Source source = new Source(process.build(), process.image(), process.pull());
                String image = made.get(source);
                if (image == null) {
                    image = image(build, project, process, variables, log);
                    made.put(source, image);
                }
                built.put(process.name(), image);
            }
            isBuilt = true;
        } catch (Problem problem) {
            reason = problem.publicMessage();
            throw problem;
        } finally {
            running.remove(file);
            keepLeft();
            double seconds = Duration.ofNanos(clock.nanos() - began).toMillis() / 1000.0;
            write(
                    isBuilt
                            ? build.ended(
                                    Build.SUCCEEDED, seconds, String.join("\n", made.values()), "")
                            : build.ended(Build.FAILED, seconds, "", reason));
        }
        return new Built(build.id(), built);
    }

    private String image(
            Build build,
            Projects.Project project,
            AppProcess process,
            Map<String, String> variables,
            BuildLog log)
            throws IOException {
        ImageName name = new ImageName(build.app() + "/" + process.name(), build.id());
        log.line("building " + process.name());
        ImageBuilder.BuiltImage image;
        if (process.build().isPresent()) {
            AppProcess.BuildSpec spec = process.build().get();
            try (ByteSource context = project.context(spec)) {
                image =
                        images.build(
                                new ImageBuilder.Recipe(
                                        name,
                                        spec.dockerfile(),
                                        spec.args(),
                                        spec.target(),
                                        spec.labels(),
                                        project.secrets(process, spec, variables)),
                                context,
                                log::line);
            }
        } else {
            String reference =
                    process.image()
                            .orElseThrow(
                                    () ->
                                            Problem.invalid(
                                                    "no-image",
                                                    "process '"
                                                            + process.name()
                                                            + "' has neither build nor image"));
            image = images.adopt(reference, pull(process.pull()), name, log::line);
        }
        return registry + "/" + image.name().repository() + "@" + image.digest();
    }

    /** Newest first. */
    public List<Build> list(String app) {
        return kv.all(Query.scan(BUILDS)).stream()
                .map(Builds::read)
                .filter(build -> build.app().equals(app))
                .sorted(Comparator.comparing(Build::id).reversed())
                .limit(LISTED)
                .toList();
    }

    /** Throws MISSING {@code no-such-build}. */
    public Build get(String id) {
        return kv.get(BUILDS, Item.of("id", id))
                .map(Builds::read)
                .orElseThrow(
                        () -> Problem.missing("no-such-build", "there is no build '" + id + "'"));
    }

    /** The output of a build that ended, or so far. The caller closes it. */
    public ByteSource log(String id) throws IOException {
        Build build = get(id);
        Path file = logs.resolve(build.id() + ".log");
        if (Files.exists(file)) {
            try {
                return ByteSource.of(Files.readAllBytes(file));
            } catch (NoSuchFileException stored) {
                // It ended between the two looks.
            }
        }
        OpenObject open = blob.get(object(id + ".log"), Optional.empty());
        return open.body();
    }

    /** Logs that can't be stored now stay in their folder until a later build or start. */
    private void keepLeft() throws IOException {
        try (Stream<Path> left = Files.list(logs)) {
            for (Path file : left.filter(each -> !running.contains(each)).toList()) {
                keep(file);
            }
        } catch (Problem away) {
            if (away.kind() != Kind.UNAVAILABLE && away.kind() != Kind.MISSING) {
                throw away;
            }
        }
    }

    private void keep(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            blob.put(
                    object(file.getFileName().toString()),
                    ByteSource.of(in, OptionalLong.of(Files.size(file))),
                    PutOptions.PLAIN);
        } catch (NoSuchFileException kept) {
            return;
        }
        Files.deleteIfExists(file);
    }

    private static ObjectName object(String key) {
        return new ObjectName(BUCKET, key);
    }

    private void write(Build build) {
        kv.put(
                BUILDS,
                Schema.stamp(Item.of("id", build.id()))
                        .with("app", build.app())
                        .with("state", build.state())
                        .with("at", build.at().toString())
                        .with("millis", Math.round(build.seconds() * 1000))
                        .with("image", build.image())
                        .with("reason", build.reason()),
                Expression.NONE);
    }

    private static Build read(Item item) {
        Schema.check(item, "build " + item.text("id"));
        return new Build(
                item.text("id"),
                item.text("app"),
                item.text("state"),
                Instant.parse(item.text("at")),
                item.number("millis") / 1000.0,
                item.text("image"),
                item.text("reason"));
    }

    private static ImageBuilder.Pull pull(AppProcess.Pull pull) {
        return switch (pull) {
            case MISSING -> ImageBuilder.Pull.MISSING;
            case ALWAYS -> ImageBuilder.Pull.ALWAYS;
            case NEVER -> ImageBuilder.Pull.NEVER;
        };
    }
}
