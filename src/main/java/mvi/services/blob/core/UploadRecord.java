package mvi.services.blob.core;

import java.util.Map;
import java.util.Optional;
import mvi.services.blob.UploadDetails;

/**
 * An open upload as it is kept.
 *
 * @param headers what the object will have
 * @param metadata what the object will have
 * @param key that its parts' data is sealed by
 */
public record UploadRecord(
        UploadDetails details,
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<WrappedKey> key) {}
