package mvi.manifest;

import java.util.Optional;

/**
 * Something of the project that containers see as files: a bind mount of what lies inside its
 * folder, a config or a secret. It is captured at deploy and placed as files of the release.
 *
 * @param source a file or folder of the project, normalised; a config's name where it has content
 * @param target where it is in the container, absolute
 * @param isReadOnly the files can't be written
 * @param mode permissions instead of the source's own
 * @param content of a config that is no file
 * @param isSecret its content is sealed wherever it rests, and in memory alone for its containers
 * @param variable of the app's own environment that has the content, when a container starts
 */
public record CapturedMount(
        String source,
        String target,
        boolean isReadOnly,
        Optional<Integer> mode,
        Optional<String> content,
        boolean isSecret,
        Optional<String> variable) {
    static CapturedMount bind(String source, String target, boolean isReadOnly) {
        return new CapturedMount(
                source,
                target,
                isReadOnly,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    @Override
    public String toString() {
        return "CapturedMount[source=%s, target=%s, isReadOnly=%s, mode=%s, content=%s, isSecret=%s, variable=%s]"
                .formatted(
                        source,
                        target,
                        isReadOnly,
                        mode,
                        isSecret ? content.map(hidden -> "***") : content,
                        isSecret,
                        variable);
    }

    /** What is kept of it with a release, which has the content among its files. */
    public CapturedMount withoutContent() {
        return new CapturedMount(
                source, target, isReadOnly, mode, Optional.empty(), isSecret, variable);
    }
}
