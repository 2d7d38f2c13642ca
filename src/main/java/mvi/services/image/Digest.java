package mvi.services.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mvi.engines.base.Problem;

/** The name of content by its content: {@code sha256:} and 64 hexadecimal digits. */
public record Digest(String text) {
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!isDigest(text)) {
            throw Problem.invalid(
                    "bad-digest", "a digest is sha256: and 64 of 0-9 a-f; '" + text + "' is not");
        }
    }

    public static boolean isDigest(String text) {
        return text.matches("sha256:[0-9a-f]{64}");
    }

    public static Digest of(byte[] content) {
        return finished(hasher().digest(content));
    }

    /** To feed content to, then {@link #finished}. */
    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }

    public static Digest finished(byte[] hash) {
        return new Digest(PREFIX + HexFormat.of().formatHex(hash));
    }

    @Override
    public String toString() {
        return text;
    }
}
