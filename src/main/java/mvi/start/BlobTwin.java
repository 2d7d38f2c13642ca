package mvi.start;

import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Secret;
import mvi.engines.wire.Json;
import mvi.services.blob.back.S3ClientConfig;

/**
 * Blob elsewhere, where the platform keeps its objects. {@code up} reads the knobs and their files,
 * as root, and hands this down: data and control can't then differ in where they look.
 *
 * @param endpoint of a service that speaks S3
 * @param prefix of the names of buckets there, without the hyphen that follows it; empty until the
 *     platform's name is known
 * @param trust PEM of who vouches for it; empty for the public authorities
 */
public record BlobTwin(
        String endpoint,
        String region,
        String accessKeyId,
        String secretAccessKey,
        Optional<String> prefix,
        Optional<String> trust) {

    /** As it was handed down; empty where the platform's objects are in this machine's own Blob. */
    public static Optional<BlobTwin> read(Home home) {
        return Files.exists(home.blobTwin())
                ? Optional.of(Json.read(SmallFiles.read(home.blobTwin()), BlobTwin.class))
                : Optional.empty();
    }

    /** Where nobody chose a prefix: names of its own, since others may keep buckets there. */
    public BlobTwin of(PlatformId platform) {
        return new BlobTwin(
                endpoint,
                region,
                accessKeyId,
                secretAccessKey,
                Optional.of(prefix.orElse("mvi-" + platform.text())),
                trust);
    }

    public String json() {
        return Json.text(this);
    }

    /** For people: no secret is in it. */
    public String url() {
        return endpoint + prefix.map(each -> "/" + each).orElse("");
    }

    public S3ClientConfig client() {
        return new S3ClientConfig(
                URI.create(endpoint),
                region,
                accessKeyId,
                Secret.of(secretAccessKey),
                Optional.of(prefix.orElseThrow() + "-"),
                trust);
    }

    @Override
    public String toString() {
        return url();
    }
}
