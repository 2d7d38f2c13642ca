package mvi.cli.init;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mvi.cli.output.Words;
import mvi.manifest.ShellWords;

/** A command line that was written for a shell, as the words that a container is started with. */
final class ShellCommand {
    /** Only a shell knows what these mean. */
    private static final Pattern SHELL = Pattern.compile("[$&|;<>()`*?\\[\\]{}~#!\\\\]|^\\w+=");

    /** Of several commands, or of one after an assignment, none can take the shell's place. */
    private static final Pattern COMPOUND = Pattern.compile("[&|;()`{}!]|^\\w+=|^exec\\s");

    private ShellCommand() {}

    /**
     * Without a shell where none is needed: an image may have none. Where one is, it makes way for
     * the command, so that the command hears SIGTERM itself. Empty when a quote is never closed.
     */
    static Optional<List<String>> words(String line) {
        Optional<List<String>> words = ShellWords.split(line);
        if (words.isEmpty() || !SHELL.matcher(line).find()) {
            return words;
        }
        String alone = COMPOUND.matcher(line).find() ? line : "exec " + line;
        return Optional.of(List.of("sh", "-c", alone));
    }

    /** The words as one types them into a shell. */
    static String typed(List<String> words) {
        return words.stream().map(Words::shellQuoted).collect(Collectors.joining(" "));
    }
}
