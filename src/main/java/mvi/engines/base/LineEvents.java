package mvi.engines.base;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Events as logfmt lines. */
record LineEvents(Appendable out, Clock clock) implements Events {
    @Override
    public void info(String event, Object... keysAndValues) {
        write("info", event, keysAndValues);
    }

    @Override
    public void warn(String event, Object... keysAndValues) {
        write("warn", event, keysAndValues);
    }

    private void write(String level, String event, Object... keysAndValues) {
        StringBuilder line = new StringBuilder();
        line.append("time=").append(clock.now()).append(" level=").append(level);
        append(line.append(" event="), event);
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            line.append(' ').append(keysAndValues[i]).append('=');
            append(line, String.valueOf(keysAndValues[i + 1]));
        }
        try {
            synchronized (out) {
                out.append(line.append('\n'));
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void append(StringBuilder line, String value) {
        if (!value.isEmpty()
                && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c < 0x7f)) {
            line.append(value);
            return;
        }
        line.append('"');
        value.chars()
                .forEach(
                        c -> {
                            switch (c) {
                                case '\n' -> line.append("\\n");
                                case '"' -> line.append("\\\"");
                                case '\\' -> line.append("\\\\");
                                default -> line.append(c < ' ' ? ' ' : (char) c);
                            }
                        });
        line.append('"');
    }
}
