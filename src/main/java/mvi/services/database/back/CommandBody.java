package mvi.services.database.back;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a command prints, compressed by zstd, while it prints it. It ends cleanly only when the
 * command did.
 */
final class CommandBody implements ByteSource {
    private static final int WAITING = 256 * 1024;
    private static final int LEVEL = 3;

    private final PipedInputStream in;
    private final Thread thread;
    private volatile @Nullable Exception failure;

    /** Prints to a stream; its exit code. */
    @FunctionalInterface
    interface Command {
        int run(OutputStream out) throws IOException;
    }

    private CommandBody(PipedInputStream in, PipedOutputStream out, Command command) {
        this.in = in;
        this.thread = Thread.ofVirtual().name("command-body").unstarted(() -> run(command, out));
    }

    static CommandBody start(Command command) throws IOException {
        PipedInputStream in = new PipedInputStream(WAITING);
        CommandBody body = new CommandBody(in, new PipedOutputStream(in), command);
        body.thread.start();
        return body;
    }

    private void run(Command command, PipedOutputStream pipe) {
        try (pipe;
                ZstdOutputStream out = new ZstdOutputStream(pipe, LEVEL).setChecksum(true)) {
            int code = command.run(out);
            if (code != 0) {
                failure = new IOException("the command ended with exit code " + code);
            }
        } catch (IOException | Problem failed) {
            // Its reader is told, at the end of what there is.
            failure = failed;
        }
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int read = in.read(into, offset, count);
        if (read < 0) {
            awaitEnd();
            Exception failed = failure;
            if (failed != null) {
                throw new IOException("a command was cut: " + failed.getMessage(), failed);
            }
        }
        return read;
    }

    private void awaitEnd() throws IOException {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a command was ending", interrupted);
        }
    }

    /** What the command still prints goes nowhere, at which it ends. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
