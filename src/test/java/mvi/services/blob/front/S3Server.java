package mvi.services.blob.front;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Principal;
import mvi.engines.base.Secret;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.ObjectOwnership;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;

/**
 * Serves a folder until it is killed, to be driven by hand or by a test: FOLDER PORT, then users,
 * each ACCOUNT:KEY:SECRET:CANONICALID:NAME, who own what they write and have the keys testkey-1 and
 * testkey-2.
 */
public final class S3Server {
    private S3Server() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        S3Rig rig =
                arguments.length == 2 ? S3Rig.open(folder, port) : open(folder, port, arguments);
        System.out.println(rig.endpoint());
        Thread.currentThread().join();
    }

    private static S3Rig open(Path folder, int port, String[] arguments) throws Exception {
        List<S3Rig.User> users = new ArrayList<>();
        Map<String, String> canonicalIds = new HashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] parts = arguments[i].split(":", 5);
            users.add(
                    new S3Rig.User(
                            parts[1],
                            Secret.of(parts[2]),
                            new Principal(Principal.Role.OPERATOR, parts[0], parts[4])));
            canonicalIds.put(parts[0], parts[3]);
        }
        BlobConfig config =
                BlobConfig.DEFAULT
                        .withDiskReserve(ByteCount.kib(1))
                        .withOwnership(ObjectOwnership.OBJECT_WRITER);
        S3Rig rig = S3Rig.open(folder, config, port, users, new TestAccounts(users, canonicalIds));
        users.forEach(each -> ensureKeys(rig.crypto(), each.principal().account()));
        return rig;
    }

    /** By these names a test may seal. */
    private static void ensureKeys(CryptoService crypto, String account) {
        for (String name : List.of("testkey-1", "testkey-2")) {
            if (crypto.listKeys(account).stream()
                    .noneMatch(key -> key.description().equals(name))) {
                CryptoKey _ = crypto.createKey(account, name);
            }
        }
    }
}
