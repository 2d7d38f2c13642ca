package mvi.services.blob;

import java.util.Locale;
import java.util.Optional;

/** The checksums that S3 knows, by the names it gives them on the wire. */
public enum ChecksumAlgorithm {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    /** Of any case; empty when S3 has no such checksum. */
    public static Optional<ChecksumAlgorithm> named(String name) {
        for (ChecksumAlgorithm each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** A CRC of a whole can be computed from the CRCs of its parts. */
    public boolean isCrc() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }
}
