package mvi.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code env_file} and {@code environment}; what stands later wins, environment last. Files
 * of labels are written the same way.
 */
final class EnvironmentReader {
    static final int FILE_LIMIT = 1 << 20;

    private final ReadContext context;

    EnvironmentReader(ReadContext context) {
        this.context = context;
    }

    Map<String, String> read(Optional<Tree> envFile, Optional<Tree> environment) {
        Map<String, String> all = new LinkedHashMap<>();
        envFile.ifPresent(tree -> files(tree, all));
        environment.ifPresent(
                tree ->
                        context.values()
                                .pairs("environment", tree)
                                .forEach((name, value) -> put(name, value, all)));
        return all;
    }

    /** Of {@code label_file}; what stands later wins. */
    Map<String, String> labels(Tree tree) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Tree.Text each : context.values().texts("label_file", tree)) {
            context.file("label_file", each.value(), each, "write it, or leave the line out")
                    .ifPresent(
                            path ->
                                    text(context, path, each.place())
                                            .ifPresent(
                                                    text ->
                                                            all.putAll(
                                                                    variables(path, text, false))));
        }
        return all;
    }

    private void put(String name, Optional<String> value, Map<String, String> all) {
        value.or(() -> context.interpolation().lookUp(name))
                .ifPresent(
                        each -> {
                            // A later one keeps its own place in the order.
                            all.remove(name);
                            all.put(name, each);
                        });
    }

    private void files(Tree tree, Map<String, String> all) {
        List<Tree> entries = tree instanceof Tree.Items items ? items.items() : List.of(tree);
        for (Tree entry : entries) {
            if (entry instanceof Tree.Fields fields) {
                ComposeTable.check(ComposeTable.ENV_FILE, fields, context.findings());
                boolean isRequired =
                        fields.value("required")
                                .map(each -> context.values().truth("required", each, true))
                                .orElse(true);
                Optional<Tree> path = fields.value("path");
                if (path.isEmpty()) {
                    context.values().wrong("env_file", "a path", fields);
                } else {
                    file(path.get(), isRequired, isRaw(fields), all);
                }
            } else {
                file(entry, true, false, all);
            }
        }
    }

    private boolean isRaw(Tree.Fields entry) {
        Optional<Tree> format = entry.value("format");
        if (format.isEmpty()) {
            return false;
        }
        boolean isRaw = format.get() instanceof Tree.Text text && text.value().equals("raw");
        if (!isRaw) {
            context.values().wrong("env_file.format", "raw, or nothing", format.get());
        }
        return isRaw;
    }

    private void file(Tree tree, boolean isRequired, boolean isRaw, Map<String, String> all) {
        Optional<String> written = context.values().text("env_file", tree);
        if (written.isEmpty()) {
            return;
        }
        Optional<String> path = ReadContext.inside("", written.get());
        if (path.isEmpty()) {
            context.findings()
                    .error(
                            tree.place(),
                            "outside",
                            "the env file '" + written.get() + "' is outside of the project",
                            "move it into the project folder");
            return;
        }
        Optional<String> text = text(context, path.get(), tree.place());
        if (text.isPresent()) {
            all.putAll(variables(path.get(), text.get(), isRaw));
        } else if (isRequired && !context.files().isFile(path.get())) {
            context.findings()
                    .error(
                            tree.place(),
                            "no-env-file",
                            "the env file '" + written.get() + "' is not there",
                            "write it, or say {path: " + written.get() + ", required: false}");
        }
    }

    private Map<String, String> variables(String path, String text, boolean isRaw) {
        context.used().add(path);
        return isRaw
                ? Dotenv.readRaw(path, text, context.findings())
                : Dotenv.read(path, text, context.findings(), context.interpolation());
    }

    /** A text file of the project; what is wrong with it is said at {@code place}. */
    static Optional<String> text(ReadContext context, String path, Place place) {
        Optional<byte[]> bytes;
        try {
            bytes = context.files().read(path, FILE_LIMIT);
        } catch (IOException unreadable) {
            context.findings()
                    .error(
                            place,
                            "unreadable",
                            "can't read '" + path + "': " + unreadable.getMessage(),
                            "");
            return Optional.empty();
        }
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (bytes.get().length > FILE_LIMIT) {
            context.findings().error(place, "too-large", "'" + path + "' is larger than 1 MB", "");
            return Optional.empty();
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.get()))
                            .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException bad) {
            int line = firstBadLine(bytes.get());
            context.findings()
                    .error(
                            new Place(path, line, 1),
                            "not-utf-8",
                            "'" + path + "' is not UTF-8 text",
                            "save it as UTF-8");
            return Optional.empty();
        }
    }

    private static int firstBadLine(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length + 1), true);
        int line = 1;
        for (int i = 0; i < in.position(); i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }
}
