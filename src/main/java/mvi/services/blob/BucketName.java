package mvi.services.blob;

import java.util.List;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A bucket of an account: 3 to 63 of lower-case letters, digits, dots and hyphens, as S3 has it.
 */
public record BucketName(String account, String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final List<String> RESERVED_PREFIXES =
            List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> RESERVED_SUFFIXES =
            List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    public BucketName {
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw Problem.invalid(
                    "bad-bucket-name",
                    "a bucket's name has 3 to 63 of a-z 0-9 . -, starting and ending with a letter or digit; '"
                            + name
                            + "' does not");
        }
    }

    /**
     * Throws INVALID {@code bad-bucket-name} for what S3 gives no new bucket: it means more there.
     */
    public void requireUnreserved() {
        if (ADDRESS.matcher(name).matches()
                || RESERVED_PREFIXES.stream().anyMatch(name::startsWith)
                || RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)) {
            throw Problem.invalid(
                    "bad-bucket-name",
                    "a bucket's name is no IP address, begins with none of "
                            + String.join(" ", RESERVED_PREFIXES)
                            + " and ends with none of "
                            + String.join(" ", RESERVED_SUFFIXES));
        }
    }
}
