package mvi.services.image;

import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/** A repository's name as OCI Distribution 1.1 has it, up to 255 characters. */
public record Repository(String name) {
    public static final int MAXIMUM_LENGTH = 255;

    private static final String PART = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*+");

    public Repository {
        if (name.length() > MAXIMUM_LENGTH || !NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    "bad-repository-name",
                    "a repository's name has up to "
                            + MAXIMUM_LENGTH
                            + " of a-z 0-9 with . _ - between and / between parts; '"
                            + name
                            + "' does not");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
