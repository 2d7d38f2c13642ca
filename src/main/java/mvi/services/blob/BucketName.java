package mvi.services.blob;

import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A bucket of an account: 3 to 63 of lower-case letters, digits, dots and hyphens, as S3 has it.
 */
public record BucketName(String account, String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public BucketName {
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw Problem.invalid(
                    "bad-bucket-name",
                    "a bucket's name has 3 to 63 of a-z 0-9 . -, starting and ending with a letter or digit; '"
                            + name
                            + "' does not");
        }
    }
}
