package mvi.services.blob.back;

import java.net.URI;
import java.util.Optional;
import mvi.engines.base.Secret;

/**
 * Where the objects are: another process's Blob, or any service that speaks S3.
 *
 * @param bucketPrefix empty where the far side has accounts of its own, as mvi's Blob has; else
 *     what buckets are named with: {@code PREFIXACCOUNT-NAME}
 */
public record S3ClientConfig(
        URI endpoint,
        String region,
        String accessKeyId,
        Secret secretAccessKey,
        Optional<String> bucketPrefix) {}
