package mvi.platform.app;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mvi.engines.base.Problem;

/** How S3's documents name an account: 64 lower-case hex digits. */
public final class CanonicalIds {
    private CanonicalIds() {}

    public static boolean isOne(String text) {
        return text.matches("[0-9a-f]{64}");
    }

    /** Of an account that was given none of its own; the same for ever. */
    public static String of(String account) {
        byte[] text = ("mvi account " + account).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }
}
