package mvi.manifest;

import mvi.engines.base.ByteCount;

/**
 * Bounds of a packed project.
 *
 * @param total of all its files
 * @param entries files, folders and links
 */
public record PackLimits(ByteCount total, int entries) {
    public static final PackLimits DEFAULT = new PackLimits(ByteCount.gib(2), 200_000);
}
