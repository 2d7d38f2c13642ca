package mvi.services.blob.core;

import java.util.Map;
import java.util.Optional;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.Upload;

/**
 * An open upload as it is kept.
 *
 * @param headers what the object will have
 * @param metadata what the object will have
 * @param checksum what the object will have
 * @param isComposite whether that is of the parts' checksums
 */
public record UploadRecord(
        Upload upload,
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<ChecksumAlgorithm> checksum,
        boolean isComposite) {}
