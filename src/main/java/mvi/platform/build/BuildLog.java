package mvi.platform.build;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import mvi.engines.base.ByteCount;

/** A build's output: to whoever watches, and to a file that goes to Blob when it ends. */
final class BuildLog implements AutoCloseable {
    /** What is kept of one build's output. */
    static final ByteCount MAXIMUM = ByteCount.mib(16);

    private final Path file;
    private final Writer writer;
    private final Consumer<String> watcher;
    private long characters;

    BuildLog(Path file, Consumer<String> watcher) throws IOException {
        this.file = file;
        this.watcher = watcher;
        this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    Path file() {
        return file;
    }

    synchronized void line(String text) throws IOException {
        watcher.accept(text);
        if (characters > MAXIMUM.bytes()) {
            return;
        }
        characters += text.length() + 1L;
        writer.write(characters > MAXIMUM.bytes() ? "… more than " + MAXIMUM + ": cut" : text);
        writer.write('\n');
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
