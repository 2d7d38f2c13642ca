package mvi.services.crypto.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Secret;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.DoomedProcess;
import mvi.services.crypto.CryptoContract;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.core.CryptoCore;
import mvi.services.crypto.core.KeyUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedKeyStoreTest extends CryptoContract {
    private static final String ACCOUNT = "100000000001";
    private static final int KILLS = 8;

    @TempDir Path folder;
    private SealedKeyStore store;
    private CryptoCore core;

    @BeforeEach
    void open() {
        store = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        core = new CryptoCore(store, Clock.system(), Chance.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected CryptoService crypto() {
        return core;
    }

    @Override
    protected String account() {
        return ACCOUNT;
    }

    @Test
    void keysOutliveTheProcess() {
        CryptoKey key = core.createKey(ACCOUNT, "lasting");
        byte[] sealed = core.encrypt(ACCOUNT, key.id(), Secret.of("hunter2"), Map.of());
        store.close();
        open();
        assertThat(core.decrypt(ACCOUNT, sealed, Map.of()).plaintext())
                .isEqualTo(Secret.of("hunter2"));
    }

    /** A key whose ciphertext somebody holds is there, at whatever moment its process is killed. */
    @Test
    void noKeyThatWasUsedIsLostInAKill() throws Exception {
        store.close();
        List<String> sealed = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            sealed.addAll(DoomedProcess.run(KeyMaker.class, 10 + kill, folder.toString()));
        }
        open();
        for (String each : sealed) {
            assertThat(core.decrypt(ACCOUNT, HexFormat.of().parseHex(each), Map.of()).plaintext())
                    .isEqualTo(Secret.of("kept"));
        }
    }

    /** Makes keys and prints something that each has sealed. */
    static final class KeyMaker {
        private KeyMaker() {}

        public static void main(String[] arguments) {
            CryptoCore crypto =
                    new CryptoCore(
                            SealedKeyStore.open(
                                    Path.of(arguments[0]),
                                    StoreLimits.DEFAULT,
                                    Disk.system(),
                                    Chance.system()),
                            Clock.system(),
                            Chance.system());
            while (true) {
                CryptoKey key = crypto.createKey(ACCOUNT, "");
                byte[] sealed = crypto.encrypt(ACCOUNT, key.id(), Secret.of("kept"), Map.of());
                System.out.println(HexFormat.of().formatHex(sealed));
                System.out.flush();
            }
        }
    }

    @Test
    void anotherAccountsKeyIsAsIfItWereNotThere() {
        CryptoKey key = core.createKey(ACCOUNT, "");
        byte[] sealed = core.encrypt(ACCOUNT, key.id(), Secret.of("a"), Map.of());
        String other = "100000000002";
        assertCode(() -> core.describeKey(other, key.id()), "no-such-key");
        assertCode(() -> core.decrypt(other, sealed, Map.of()), "bad-ciphertext");
        assertThat(core.listKeys(other)).isEmpty();
    }

    @Test
    void everyUseIsOnRecordInOrder() {
        CryptoKey key = core.createKey(ACCOUNT, "");
        byte[] sealed = core.encrypt(ACCOUNT, key.id(), Secret.of("a"), Map.of("for", "test"));
        core.decrypt(ACCOUNT, sealed, Map.of("for", "test"));
        assertCode(() -> core.decrypt(ACCOUNT, sealed, Map.of()), "bad-ciphertext");
        store.close();
        open();
        assertThat(store.audit())
                .extracting(KeyUse::operation)
                .containsExactly("CreateKey", "Encrypt", "Decrypt", "Decrypt");
        assertThat(store.audit())
                .extracting(KeyUse::isRefused)
                .containsExactly(false, false, false, true);
        assertThat(store.audit().get(1).context()).containsEntry("for", "test");
    }

    @Test
    void rootKeyAndItsFolderAreClosedToOthers() throws IOException {
        assertThat(Files.getPosixFilePermissions(folder.resolve("root.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folder))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aMissingOrWrongRootKeyStopsTheStart() throws IOException {
        core.createKey(ACCOUNT, "");
        store.close();
        Path rootKey = folder.resolve("root.key");
        Path kept = folder.resolve("kept");
        Files.move(rootKey, kept);
        assertCode(this::open, "root-key-missing");
        Path elsewhere = folder.resolve("elsewhere");
        SealedKeyStore.open(elsewhere, StoreLimits.DEFAULT, Disk.system(), Chance.system()).close();
        Files.move(elsewhere.resolve("root.key"), rootKey);
        assertCode(this::open, "wrong-root-key");
        Files.delete(rootKey);
        Files.move(kept, rootKey);
        open();
        assertThat(core.listKeys(ACCOUNT)).hasSize(1);
    }

    @Test
    void noKeyLiesOnTheDiskInClear() throws IOException {
        CryptoKey key = core.createKey(ACCOUNT, "a description to look for");
        byte[] material = store.find(key.id()).orElseThrow().material().reveal();
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(content.contains(new String(material, StandardCharsets.ISO_8859_1)))
                        .as(file.toString())
                        .isFalse();
            }
        }
        open();
    }
}
