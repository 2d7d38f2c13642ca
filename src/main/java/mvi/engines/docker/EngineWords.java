package mvi.engines.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the engine said, without the JSON and the status line around it. */
final class EngineWords {
    /** Longer messages are cut: some carry a whole build log. */
    static final int MESSAGE_CHARACTERS = 2000;

    private static final Pattern MESSAGE =
            Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private EngineWords() {}

    static String of(@Nullable String raw) {
        if (raw == null || raw.isBlank()) {
            return "it gave no reason";
        }
        Matcher matcher = MESSAGE.matcher(raw);
        String text = (matcher.find() ? unescape(matcher.group(1)) : raw).strip();
        return text.length() <= MESSAGE_CHARACTERS
                ? text
                : text.substring(0, MESSAGE_CHARACTERS) + "…";
    }

    private static String unescape(String json) {
        return json.replace("\\n", "\n")
                .replace("\\t", " ")
                .replace("\\\"", "\"")
                .replace("\\u003c", "<")
                .replace("\\u003e", ">")
                .replace("\\u0026", "&")
                .replace("\\\\", "\\");
    }
}
