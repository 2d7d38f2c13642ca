package mvi.services.blob;

import java.util.Optional;

/**
 * What is remembered of a part that an object was completed from.
 *
 * @param checksum in Base64, of the algorithm of the object's
 */
public record ObjectPart(int number, long length, Optional<String> checksum) {}
