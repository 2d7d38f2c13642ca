package mvi.manifest;

/**
 * A bind mount of something inside the project folder: captured at deploy and placed as files of
 * the release.
 *
 * @param source a file or folder of the project, normalised
 * @param target where it is in the container, absolute
 * @param isReadOnly the files can't be written
 */
public record CapturedMount(String source, String target, boolean isReadOnly) {}
