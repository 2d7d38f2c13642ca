package mvi.platform.app;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which containers belong together: those of a release, started by the same restart. It is what a
 * container's release label says: {@code v3}, or {@code v3.1} after a restart.
 *
 * @param release 0 for none
 * @param restart 0 unless {@code mvi restart} asked for new containers of the same release
 */
public record Generation(int release, int restart) {
    public static final Generation NONE = new Generation(0, 0);

    private static final Pattern TEXT = Pattern.compile("v(\\d{1,9})(?:\\.(\\d{1,9}))?");

    /** NONE for a label that no release wrote. */
    public static Generation parse(String label) {
        Matcher matcher = TEXT.matcher(label);
        if (!matcher.matches()) {
            return NONE;
        }
        String restart = matcher.group(2);
        return new Generation(
                Integer.parseInt(matcher.group(1)),
                restart == null ? 0 : Integer.parseInt(restart));
    }

    public boolean isNone() {
        return release == 0;
    }

    /** What people see: {@code v3}; empty for none. */
    public String releaseName() {
        return isNone() ? "" : "v" + release;
    }

    public String label() {
        return restart == 0 ? releaseName() : releaseName() + "." + restart;
    }
}
