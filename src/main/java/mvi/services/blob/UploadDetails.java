package mvi.services.blob;

import java.util.Optional;

/**
 * An open upload and what its object will be.
 *
 * @param isComposite whether the checksum is of its parts' checksums
 */
public record UploadDetails(
        Upload upload,
        Optional<ChecksumAlgorithm> checksum,
        boolean isComposite,
        ObjectTraits traits,
        Optional<Encryption> encryption) {}
