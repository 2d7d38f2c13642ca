package mvi.services.blob.core;

import mvi.services.blob.Encryption;

/**
 * A data key as it is kept: to be opened by another key alone.
 *
 * @param bytes of a format that is its {@link KeyWrap}'s
 */
public record WrappedKey(Encryption encryption, byte[] bytes) {}
