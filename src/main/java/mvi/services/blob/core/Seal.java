package mvi.services.blob.core;

import mvi.engines.base.Secret;
import mvi.services.blob.ObjectName;

/**
 * What data of an object is sealed by.
 *
 * @param object whose data it is and remains
 * @param key of {@link KeyWrap#KEY_BYTES} bytes
 * @param wrapped the same, to be kept
 */
public record Seal(ObjectName object, Secret key, WrappedKey wrapped) {}
