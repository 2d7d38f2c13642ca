package mvi.start.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineImages;
import mvi.engines.docker.EngineService;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;
import mvi.services.image.back.JavaBaseImage;
import mvi.start.SmallFiles;
import org.jspecify.annotations.Nullable;

/**
 * Builds that wait until the base image is in the registry. It is made beside the start, since it
 * takes half a minute the first time; the engine keeps it under a name of its own, so that a second
 * platform on the machine need not make it again.
 */
final class BaseImages implements ImageBuilder {
    private static final String KEPT = "localhost/mvi-base/java";

    private final ImageBuilder builder;
    private final JavaBaseImage java;
    private final EngineService engines;
    private final String registry;
    private final Path marker;
    private final Events events;
    private final CountDownLatch seeded = new CountDownLatch(1);
    private volatile @Nullable Exception failure;

    BaseImages(
            ImageBuilder builder,
            JavaBaseImage java,
            EngineService engines,
            String registry,
            Path marker,
            Events events) {
        this.builder = builder;
        this.java = java;
        this.engines = engines;
        this.registry = registry;
        this.marker = marker;
        this.events = events;
    }

    void start() {
        Thread.ofPlatform().name("base-image").daemon().start(this::seed);
    }

    @Override
    public BuiltImage build(Recipe recipe, ByteSource context, Output output) throws IOException {
        if (seeded.getCount() > 0) {
            output.line(
                    "waiting for the base image "
                            + JavaBaseImage.NAME
                            + " (made once, about half a minute)");
        }
        await();
        return builder.build(recipe, context, output);
    }

    @Override
    public BuiltImage adopt(String reference, Pull pull, ImageName as, Output output)
            throws IOException {
        return builder.adopt(reference, pull, as, output);
    }

    private void await() {
        try {
            seeded.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "base-image", "interrupted while waiting for the base image", interrupted);
        }
        if (failure != null) {
            // What the registry keeps its layers in may have been away, and be back by now.
            seed();
        }
        Exception failed = failure;
        if (failed != null) {
            events.warn(
                    "base-image",
                    "problem",
                    failed,
                    "consequence",
                    "Dockerfiles FROM mvi/java do not build");
        }
    }

    private void seed() {
        try {
            String version = Integer.toHexString(java.version().hashCode());
            EngineImages images = engines.engine().images();
            String own = registry + "/" + JavaBaseImage.NAME;
            boolean isThere =
                    Files.exists(marker)
                            && SmallFiles.read(marker).equals(version)
                            && images.find(own).isPresent();
            if (!isThere) {
                make(images, own, version);
                SmallFiles.write(marker, version, "rw-r--r--");
                events.info("base-image-seeded", "image", own);
            }
            failure = null;
        } catch (Exception failed) {
            failure = failed;
            events.warn("base-image", "problem", failed);
        } finally {
            seeded.countDown();
        }
    }

    private void make(EngineImages images, String own, String version) throws IOException {
        String kept = KEPT + ":" + version;
        if (images.find(kept).isPresent()) {
            builder.adopt(kept, Pull.MISSING, JavaBaseImage.NAME, line -> {});
            return;
        }
        java.seed(builder, line -> {});
        images.tag(own, KEPT, version);
    }
}
