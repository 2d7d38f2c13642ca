package mvi.services.blob;

import java.time.Instant;
import java.util.Optional;

/**
 * A part of an upload.
 *
 * @param number 1 to 10,000
 * @param etag without quotes: its MD5 in hex
 */
public record Part(
        int number, long length, String etag, Instant modified, Optional<Checksum> checksum) {}
