package mvi.services.blob;

/**
 * A checksum of an object or part, as it is kept and returned.
 *
 * @param base64 of the bytes, the most significant first; {@code -N} follows for one of N parts'
 *     checksums
 * @param isComposite whether it is a checksum of the parts' checksums
 */
public record Checksum(ChecksumAlgorithm algorithm, String base64, boolean isComposite) {}
