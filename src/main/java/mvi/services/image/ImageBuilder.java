package mvi.services.image;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Secret;

/**
 * Makes images with the container engine and stores them in the registry.
 *
 * <p>Problems: {@code no-dockerfile} and {@code no-build-secrets} INVALID, {@code build-failed}
 * INVALID (its output has said why), {@code engine-unavailable} UNAVAILABLE.
 */
public interface ImageBuilder {
    /**
     * Builds, tags and pushes.
     *
     * @param output gets the build's own output, line by line, while it runs
     */
    BuiltImage build(Recipe recipe, ByteSource context, Output output) throws IOException;

    /**
     * Pulls an image from wherever its reference points and stores it under {@code repository:tag}
     * in the registry.
     */
    BuiltImage adopt(String reference, Pull pull, ImageName as, Output output) throws IOException;

    /** When an image is fetched from where its name leads. */
    enum Pull {
        /** When the engine does not have it. */
        MISSING,
        /** Each time. */
        ALWAYS,
        /** Not at all. */
        NEVER
    }

    /**
     * What to build.
     *
     * @param context is a tar whose root is the build context
     * @param dockerfile its path inside the context
     * @param secrets for {@code RUN --mount=type=secret}, by id; in no layer of the image
     */
    record Recipe(
            ImageName as,
            String dockerfile,
            Map<String, String> args,
            Optional<String> target,
            Map<String, String> labels,
            Map<String, Secret> secrets) {}

    /** An image as the registry holds it, and what it says of itself. */
    record BuiltImage(
            ImageName name, String digest, List<String> command, List<Integer> exposedPorts) {}

    /** A line of output. */
    @FunctionalInterface
    interface Output {
        void line(String text) throws IOException;
    }
}
