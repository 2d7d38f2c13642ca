package mvi.services.image.front;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.image.Digest;
import mvi.services.image.ManifestDraft;

/**
 * What a manifest's JSON says: an OCI image manifest or index, or Docker's of the same shape
 * (schema 2). A layer with {@code urls} lies elsewhere and is not asked for.
 */
final class ManifestReader {
    private ManifestReader() {}

    static ManifestDraft read(byte[] bytes, Optional<String> contentType) {
        JsonNode json = Json.parse(bytes);
        String mediaType =
                text(json, "mediaType")
                        .or(() -> contentType)
                        .orElseThrow(() -> bad("a manifest needs a mediaType"));
        if (contentType.isPresent() && !contentType.get().equals(mediaType)) {
            throw bad("Content-Type is " + contentType.get() + ", mediaType " + mediaType);
        }
        if (!json.path("config").isObject() && !json.path("manifests").isArray()) {
            throw bad("a manifest has a config and layers, an index has manifests");
        }
        List<Digest> layers = new ArrayList<>();
        if (json.path("config").isObject()) {
            layers.add(digest(json.path("config")));
        }
        for (JsonNode layer : json.path("layers")) {
            if (layer.path("urls").isEmpty()) {
                layers.add(digest(layer));
            }
        }
        List<Digest> manifests = new ArrayList<>();
        json.path("manifests").forEach(manifest -> manifests.add(digest(manifest)));
        return new ManifestDraft(
                mediaType,
                bytes,
                layers,
                manifests,
                json.path("subject").isObject()
                        ? Optional.of(digest(json.path("subject")))
                        : Optional.empty(),
                text(json, "artifactType")
                        .or(() -> text(json.path("config"), "mediaType"))
                        .orElse(""),
                annotations(json.path("annotations")));
    }

    private static Digest digest(JsonNode descriptor) {
        return new Digest(
                text(descriptor, "digest").orElseThrow(() -> bad("a descriptor needs a digest")));
    }

    private static Map<String, String> annotations(JsonNode annotations) {
        Map<String, String> read = new TreeMap<>();
        annotations
                .fieldNames()
                .forEachRemaining(
                        name -> text(annotations, name).ifPresent(value -> read.put(name, value)));
        return read;
    }

    private static Optional<String> text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw bad("'" + name + "' must be a text");
        }
        return Optional.of(value.textValue());
    }

    private static Problem bad(String why) {
        return Problem.invalid("bad-manifest", why);
    }
}
