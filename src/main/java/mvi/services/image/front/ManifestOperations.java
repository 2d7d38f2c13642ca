package mvi.services.image.front;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.wire.Json;
import mvi.services.image.Digest;
import mvi.services.image.ImageService;
import mvi.services.image.Manifest;
import mvi.services.image.ManifestDraft;
import mvi.services.image.Reference;
import mvi.services.image.Referrer;
import mvi.services.image.Repository;

/** Manifests, tags, and the lists of both. */
final class ManifestOperations {
    private static final ByteCount MAXIMUM_BODY = ByteCount.mib(4);
    private static final int MAXIMUM_PAGE = 1000;
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final ImageService images;

    ManifestOperations(ImageService images) {
        this.images = images;
    }

    HttpReply get(RegistryCall call) {
        Manifest manifest = find(call);
        return HttpReply.bytes(200, described(manifest), manifest.bytes());
    }

    HttpReply head(RegistryCall call) {
        Manifest manifest = find(call);
        return HttpReply.empty(
                200,
                described(manifest)
                        .with("Content-Length", Integer.toString(manifest.bytes().length)));
    }

    private Manifest find(RegistryCall call) {
        return images.manifest(call.repository(), Reference.parse(call.reference()))
                .orElseThrow(
                        () ->
                                RegistryError.of(
                                        "MANIFEST_UNKNOWN",
                                        404,
                                        "repository "
                                                + call.repository()
                                                + " has no "
                                                + call.reference()));
    }

    private static Headers described(Manifest manifest) {
        return Headers.of(
                "Content-Type",
                manifest.mediaType(),
                "Docker-Content-Digest",
                manifest.digest().text());
    }

    HttpReply put(RegistryCall call) throws IOException {
        Repository repository = call.repository();
        ManifestDraft draft =
                ManifestReader.read(
                        call.request().body().readAll(MAXIMUM_BODY),
                        call.request().headers().first("Content-Type"));
        Digest digest = images.putManifest(repository, Reference.parse(call.reference()), draft);
        Headers headers =
                Headers.of(
                        "Location",
                        "/v2/" + repository + "/manifests/" + digest,
                        "Docker-Content-Digest",
                        digest.text());
        return HttpReply.empty(
                201,
                draft.subject()
                        .map(subject -> headers.with("OCI-Subject", subject.text()))
                        .orElse(headers));
    }

    HttpReply delete(RegistryCall call) {
        switch (Reference.parse(call.reference())) {
            case Reference.ByTag(String tag) -> images.deleteTag(call.repository(), tag);
            case Reference.ByDigest(Digest digest) ->
                    images.deleteManifest(call.repository(), digest);
        }
        return HttpReply.empty(202, Headers.NONE);
    }

    HttpReply catalog(RegistryCall call) {
        int limit = call.limit(MAXIMUM_PAGE);
        List<String> names = images.repositories(call.query("last"), limit);
        return page(Map.of("repositories", names), "_catalog", names, limit);
    }

    HttpReply tags(RegistryCall call) {
        int limit = call.limit(MAXIMUM_PAGE);
        Repository repository = call.repository();
        List<String> tags = images.tags(repository, call.query("last"), limit);
        return page(
                Map.of("name", repository.name(), "tags", tags),
                repository + "/tags/list",
                tags,
                limit);
    }

    /** A full page says where the next one begins (RFC 8288). */
    private static HttpReply page(Map<String, ?> body, String path, List<String> names, int limit) {
        Headers headers = Headers.of("Content-Type", "application/json");
        if (!names.isEmpty() && names.size() == limit) {
            headers =
                    headers.with(
                            "Link",
                            "</v2/%s?n=%d&last=%s>; rel=\"next\""
                                    .formatted(path, limit, names.getLast()));
        }
        return HttpReply.bytes(200, headers, Json.write(body));
    }

    HttpReply referrers(RegistryCall call) {
        Optional<String> type = call.query("artifactType");
        List<Map<String, Object>> manifests = new ArrayList<>();
        for (Referrer each : images.referrers(call.repository(), new Digest(call.reference()))) {
            if (type.isEmpty() || type.get().equals(each.artifactType())) {
                manifests.add(describe(each));
            }
        }
        Headers headers = Headers.of("Content-Type", INDEX);
        return HttpReply.bytes(
                200,
                type.isPresent() ? headers.with("OCI-Filters-Applied", "artifactType") : headers,
                Json.write(Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", manifests)));
    }

    private static Map<String, Object> describe(Referrer referrer) {
        return Map.of(
                "mediaType",
                referrer.mediaType(),
                "digest",
                referrer.digest().text(),
                "size",
                referrer.size(),
                "artifactType",
                referrer.artifactType(),
                "annotations",
                referrer.annotations());
    }
}
