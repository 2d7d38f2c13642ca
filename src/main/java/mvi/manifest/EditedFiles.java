package mvi.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A project with another text in one of its files, to see what would be said of it. */
public record EditedFiles(ProjectFiles files, String edited, String text) implements ProjectFiles {
    @Override
    public boolean isFile(String path) {
        return files.isFile(path);
    }

    @Override
    public boolean isFolder(String path) {
        return files.isFolder(path);
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        return path.equals(edited)
                ? Optional.of(text.getBytes(StandardCharsets.UTF_8))
                : files.read(path, limit);
    }
}
