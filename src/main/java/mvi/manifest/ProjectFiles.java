package mvi.manifest;

import java.io.IOException;
import java.util.Optional;

/**
 * The files of a project, as a port. Paths are relative to the project folder, with {@code /}
 * between names, normalised, and never lead out of it.
 */
public interface ProjectFiles {
    boolean isFile(String path);

    boolean isFolder(String path);

    /** Its bytes, cut after {@code limit + 1} so that the caller sees that there were more. */
    Optional<byte[]> read(String path, int limit) throws IOException;
}
