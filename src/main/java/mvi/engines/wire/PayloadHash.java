package mvi.engines.wire;

import mvi.engines.base.Problem;

/** What a signature says of the body: the value of x-amz-content-sha256. */
public sealed interface PayloadHash {
    /** The SHA-256 of the body, in lower-case hex, is part of the signature. */
    record Signed(String sha256) implements PayloadHash {}

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
                if (!value.matches("[0-9a-f]{64}")) {
                    throw Problem.invalid(
                            "bad-content-sha256", "x-amz-content-sha256 is not a known value");
                }
                yield new Signed(value);
            }
        };
    }
}
