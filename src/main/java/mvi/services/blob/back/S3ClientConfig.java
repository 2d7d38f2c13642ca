package mvi.services.blob.back;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.base.Secret;

/**
 * Where the objects are: another process's Blob, or any service that speaks S3.
 *
 * @param bucketPrefix empty where the far side has accounts of its own, as mvi's Blob has; else
 *     what buckets are named with: {@code PREFIXACCOUNT-NAME}
 * @param trust PEM of who alone vouches for the far side; empty for the public authorities
 */
public record S3ClientConfig(
        URI endpoint,
        String region,
        String accessKeyId,
        Secret secretAccessKey,
        Optional<String> bucketPrefix,
        Optional<String> trust) {
    /** Amazon's own addresses of S3, in which the bucket's name is a part of the host's. */
    private static final Pattern AMAZON = Pattern.compile("s3[.-].*\\.amazonaws\\.com(\\.cn)?");

    public S3ClientConfig(
            URI endpoint,
            String region,
            String accessKeyId,
            Secret secretAccessKey,
            Optional<String> bucketPrefix) {
        this(endpoint, region, accessKeyId, secretAccessKey, bucketPrefix, Optional.empty());
    }

    boolean isAmazon() {
        return AMAZON.matcher(endpoint.getHost()).matches();
    }

    /** For people: what is elsewhere is told by its address. */
    String name() {
        return bucketPrefix.isEmpty() ? "Blob" : "Blob at " + endpoint;
    }
}
