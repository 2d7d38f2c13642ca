package mvi.manifest;

import java.util.Optional;

/**
 * Something of the project that containers see as files: a bind mount of what lies inside its
 * folder, or a config. It is captured at deploy and placed as files of the release.
 *
 * @param source a file or folder of the project, normalised; a config's name where it has content
 * @param target where it is in the container, absolute
 * @param isReadOnly the files can't be written
 * @param mode permissions instead of the source's own
 * @param content of a config that is no file
 */
public record CapturedMount(
        String source,
        String target,
        boolean isReadOnly,
        Optional<Integer> mode,
        Optional<String> content) {
    static CapturedMount bind(String source, String target, boolean isReadOnly) {
        return new CapturedMount(source, target, isReadOnly, Optional.empty(), Optional.empty());
    }

    /** What is kept of it with a release, which has the content among its files. */
    public CapturedMount withoutContent() {
        return new CapturedMount(source, target, isReadOnly, mode, Optional.empty());
    }
}
