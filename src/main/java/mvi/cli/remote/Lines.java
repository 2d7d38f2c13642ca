package mvi.cli.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-8 lines of a stream, each bounded. */
final class Lines {
    static final int LIMIT = 4 << 20;

    private final InputStream in;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Empty at the end. */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.size() > LIMIT) {
                throw new IOException("a line of the answer is too long");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
