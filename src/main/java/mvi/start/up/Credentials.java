package mvi.start.up;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.PlatformId;
import mvi.engines.wire.PlatformCa;
import mvi.start.Authority;
import mvi.start.Home;
import mvi.start.PlatformCredentials;
import mvi.start.ProcessUser;
import mvi.start.SmallFiles;

/** What the processes and the operator prove themselves with, made once and kept. */
final class Credentials {
    private static final int TOKEN_BYTES = 32;
    private static final int SECRET_CHARACTERS = 40;
    private static final int KEY_ID_CHARACTERS = 16;

    private Credentials() {}

    /** Who the files of data and balance belong to; −1 leaves them to whoever makes them. */
    record Owners(int data, int balance) {
        static final Owners MAKER = new Owners(-1, -1);

        static Owners of(PlatformId platform) {
            return new Owners(
                    ProcessUser.data(platform).uid(), ProcessUser.balance(platform).uid());
        }
    }

    static void make(Home home, Owners owners, Clock clock, Chance chance) {
        if (!Files.exists(home.token())) {
            byte[] token = new byte[TOKEN_BYTES];
            chance.fill(token);
            SmallFiles.write(
                    home.token(), "mvi_" + HexFormat.of().formatHex(token) + "\n", "rw-------");
        }
        Ids ids = new Ids(clock, chance);
        Path own = home.credentials();
        if (!Files.exists(own)) {
            PlatformCredentials fresh = new PlatformCredentials(pair(ids), pair(ids));
            SmallFiles.write(own, fresh.json(), "rw-------");
        }
        SmallFiles.write(
                home.bootstrapCredentials(), SmallFiles.read(own), "rw-------", owners.data());
        PlatformCa authority = new Authority(home.certificateAuthority(), clock, chance).open();
        layDown(
                authority,
                home.tls("data"),
                List.of("localhost"),
                List.of("127.0.0.1", "::1"),
                owners.data());
        layDown(
                authority,
                home.tls("balance"),
                List.of("localhost", "*.localhost"),
                List.of("127.0.0.1", "::1"),
                owners.balance());
    }

    /** Only where there is none: control adds names to it later. */
    private static void layDown(
            PlatformCa authority,
            Path folder,
            List<String> names,
            List<String> addresses,
            int owner) {
        if (!Files.exists(folder.resolve("cert.pem"))) {
            Authority.layDown(authority.issue(names, addresses), folder, owner);
        }
    }

    private static PlatformCredentials.Pair pair(Ids ids) {
        return new PlatformCredentials.Pair(
                "MVI" + ids.random(KEY_ID_CHARACTERS).toUpperCase(Locale.ROOT),
                ids.random(SECRET_CHARACTERS));
    }
}
