package mvi.engines.wire;

import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/** What a signature says of the body: the value of x-amz-content-sha256. */
public sealed interface PayloadHash {
    /** The SHA-256 of the body, in lower-case hex, is part of the signature. */
    record Signed(String sha256) implements PayloadHash {
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    }

    /** Nothing. */
    record Unsigned() implements PayloadHash {}

    /** The body is aws-chunked. */
    record Chunked(boolean isSigned, boolean hasTrailer) implements PayloadHash {}

    /** Throws INVALID {@code bad-content-sha256}. */
    static PayloadHash parse(String value) {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(true, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(true, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(false, true);
            default -> {
                if (!Signed.SHA256.matcher(value).matches()) {
                    throw Problem.invalid(
                            "bad-content-sha256", "x-amz-content-sha256 is not a known value");
                }
                yield new Signed(value);
            }
        };
    }
}
