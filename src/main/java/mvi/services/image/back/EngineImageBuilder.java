package mvi.services.image.back;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.docker.BuildRequest;
import mvi.engines.docker.DockerEngine;
import mvi.engines.docker.EngineImage;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.RegistryAuth;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;

/** Builds with the engine of this machine, in a cage, and pushes to the platform's registry. */
public final class EngineImageBuilder implements ImageBuilder {
    /** Half of the weight of everything else: a build must not take requests' CPU. */
    static final int CPU_SHARES = 512;

    private final EngineService engines;
    private final Supplier<RegistryAuth> registry;
    private final ByteCount memory;

    /**
     * @param registry where images go: its host as the engine reaches it, and credentials
     * @param memory what a step of a build may use
     */
    public EngineImageBuilder(
            EngineService engines, Supplier<RegistryAuth> registry, ByteCount memory) {
        this.engines = engines;
        this.registry = registry;
        this.memory = memory;
    }

    @Override
    public BuiltImage build(Recipe recipe, ByteSource context, Output output) throws IOException {
        RegistryAuth auth = registry.get();
        DockerEngine engine = engines.engine();
        boolean hasLimits = engines.report().hasLimits();
        String reference = reference(auth, recipe.as());
        engine.images()
                .build(
                        new BuildRequest(
                                reference,
                                recipe.dockerfile(),
                                recipe.args(),
                                recipe.target(),
                                recipe.labels(),
                                recipe.secrets(),
                                hasLimits ? memory.bytes() : 0,
                                hasLimits ? CPU_SHARES : 0),
                        context.asStream(),
                        line -> {
                            if (!isAboutOthers(line, reference)) {
                                output.line(line);
                            }
                        });
        return push(engine, auth, recipe.as(), output);
    }

    /** Podman names every tag that an image of the same content has, also those of other builds. */
    private static boolean isAboutOthers(String line, String reference) {
        return line.startsWith("Successfully tagged ") && !line.strip().endsWith(reference);
    }

    @Override
    public BuiltImage adopt(String reference, Pull pull, ImageName as, Output output)
            throws IOException {
        RegistryAuth auth = registry.get();
        DockerEngine engine = engines.engine();
        Optional<RegistryAuth> own =
                reference.startsWith(auth.host() + "/") ? Optional.of(auth) : Optional.empty();
        boolean isThere = engine.images().find(reference).isPresent();
        if (pull == Pull.NEVER && !isThere) {
            throw Problem.missing(
                    "image-missing",
                    "the engine has no image '" + reference + "', and pull_policy says never");
        }
        boolean isFresh = isThere && !reference.contains("@") && own.isEmpty();
        if (pull == Pull.ALWAYS || pull == Pull.MISSING && !isFresh) {
            engine.images().pull(reference, own, output::line);
        }
        engine.images().tag(reference, auth.host() + "/" + as.repository(), as.tag());
        return push(engine, auth, as, output);
    }

    private static BuiltImage push(
            DockerEngine engine, RegistryAuth auth, ImageName name, Output output) {
        String reference = reference(auth, name);
        engine.images().push(reference, Optional.of(auth), output::line);
        EngineImage image =
                engine.images()
                        .find(reference)
                        .orElseThrow(
                                () ->
                                        Problem.missing(
                                                "image-missing",
                                                reference + " vanished after its build"));
        String repository = auth.host() + "/" + name.repository() + "@";
        String digest =
                image.digests().stream()
                        .filter(known -> known.startsWith(repository))
                        .map(known -> known.substring(repository.length()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Problem.bug(
                                                "the engine knows no digest of " + reference,
                                                null));
        return new BuiltImage(name, digest, image.command(), image.exposedPorts());
    }

    private static String reference(RegistryAuth auth, ImageName name) {
        return auth.host() + "/" + name;
    }
}
