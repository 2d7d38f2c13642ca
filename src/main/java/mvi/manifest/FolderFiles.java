package mvi.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a folder on this machine. What a link leads out of the folder to is not there. */
public final class FolderFiles implements ProjectFiles {
    private final Path folder;

    public FolderFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean isFile(String path) {
        return find(path).filter(Files::isRegularFile).isPresent();
    }

    @Override
    public boolean isFolder(String path) {
        return find(path).filter(Files::isDirectory).isPresent();
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        Optional<Path> file = find(path).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            return Optional.of(in.readNBytes(limit + 1));
        }
    }

    private Optional<Path> find(String path) {
        try {
            Path real = folder.resolve(path).toRealPath();
            return real.startsWith(folder.toRealPath()) ? Optional.of(real) : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
