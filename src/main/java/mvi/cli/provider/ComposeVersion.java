package mvi.cli.provider;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Compose has called. It does not say so, and one that does not know a kind of message breaks
 * off at it: the calling program itself is asked.
 */
public record ComposeVersion(int major, int minor) {
    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\b.*");

    /** Empty when the caller is another program, or one of no release. */
    public static Optional<ComposeVersion> ofCaller() throws InterruptedException {
        Optional<Path> caller =
                ProcessHandle.current()
                        .parent()
                        .flatMap(parent -> parent.info().command())
                        .map(Path::of)
                        .filter(path -> String.valueOf(path.getFileName()).contains("compose"));
        if (caller.isEmpty()) {
            return Optional.empty();
        }
        return Program.output(caller.get().toString(), "version", "--short")
                .flatMap(ComposeVersion::parse);
    }

    static Optional<ComposeVersion> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(
                        new ComposeVersion(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** From 5.2 on. */
    public boolean knowsRawVariables() {
        return major > 5 || (major == 5 && minor >= 2);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
