package mvi.manifest;

/**
 * A file of a mount, as it was when its release was made.
 *
 * @param path in the container, absolute
 * @param mode its permissions, without write where the mount is read-only
 */
public record CapturedFile(String path, int mode, byte[] content, boolean isSecret) {}
