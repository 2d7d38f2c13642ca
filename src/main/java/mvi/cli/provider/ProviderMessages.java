package mvi.cli.provider;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mvi.cli.remote.Json;

/** The way from a provider to Compose: one JSON object a line, {@code {"type", "message"}}. */
public final class ProviderMessages {
    private final PrintStream out;

    public ProviderMessages(PrintStream out) {
        this.out = out;
    }

    /** What Compose shows as the service's state: its first line alone. */
    public void info(String text) {
        send("info", text);
    }

    /** Why it failed; Compose reads nothing after it. */
    public void error(String text) {
        send("error", text);
    }

    /**
     * Variables for what depends on the service. Compose puts the service's name before a {@code
     * setenv}; where it knows {@code rawsetenv} as well, all get the names that they have under
     * {@code mvi up}.
     *
     * @return those that will have another name, since this Compose knows no {@code rawsetenv}
     */
    public List<String> variables(String service, Map<String, String> all, boolean isRawKnown) {
        String prefix = service.toUpperCase(Locale.ROOT) + "_";
        List<String> renamed = new ArrayList<>();
        all.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) {
                        send("setenv", name.substring(prefix.length()) + "=" + value);
                    } else if (isRawKnown) {
                        send("rawsetenv", name + "=" + value);
                    } else {
                        send("setenv", name + "=" + value);
                        renamed.add(name);
                    }
                });
        return renamed;
    }

    private void send(String type, String message) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", type);
        line.put("message", message);
        try {
            out.println(Json.write(line));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        out.flush();
    }
}
