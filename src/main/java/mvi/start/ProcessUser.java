package mvi.start;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import mvi.engines.base.PlatformId;

/**
 * The users that {@code data} and {@code balance} run as: numbers without an entry in /etc/passwd,
 * from the range that systemd keeps for such users (61184 to 65519), derived from the platform's id
 * so that two platforms don't share one.
 */
public record ProcessUser(int uid) {
    private static final int FIRST = 61_184;
    private static final int PAIRS = 2_100;

    public static ProcessUser data(PlatformId platform) {
        return new ProcessUser(FIRST + 2 * hash(platform));
    }

    public static ProcessUser balance(PlatformId platform) {
        return new ProcessUser(FIRST + 2 * hash(platform) + 1);
    }

    private static int hash(PlatformId platform) {
        CRC32 crc = new CRC32();
        crc.update(platform.text().getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % PAIRS);
    }
}
