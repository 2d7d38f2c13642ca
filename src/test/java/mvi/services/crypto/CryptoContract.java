package mvi.services.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import org.junit.jupiter.api.Test;

/** What every {@link CryptoService} does, embedded or by URL. */
public abstract class CryptoContract {
    private static final Map<String, String> CONTEXT = Map.of("app", "hello", "name", "DB");

    protected abstract CryptoService crypto();

    protected abstract String account();

    @Test
    void createdKeyIsDescribedAndListed() {
        CryptoKey key = crypto().createKey(account(), "for the test");
        CryptoKey described = crypto().describeKey(account(), key.id());
        assertThat(described.id()).isEqualTo(key.id());
        assertThat(described.description()).isEqualTo("for the test");
        assertThat(described.account()).isEqualTo(account());
        assertThat(described.isEnabled()).isTrue();
        assertThat(crypto().listKeys(account())).extracting(CryptoKey::id).contains(key.id());
    }

    @Test
    void whatWasEncryptedDecryptsUnderTheSameContext() {
        CryptoKey key = crypto().createKey(account(), "");
        byte[] sealed = crypto().encrypt(account(), key.id(), Secret.of("hunter2"), CONTEXT);
        var opened = crypto().decrypt(account(), sealed, CONTEXT);
        assertThat(opened.keyId()).isEqualTo(key.id());
        assertThat(opened.plaintext()).isEqualTo(Secret.of("hunter2"));
    }

    @Test
    void encryptingTwiceGivesTwoCiphertexts() {
        CryptoKey key = crypto().createKey(account(), "");
        byte[] first = crypto().encrypt(account(), key.id(), Secret.of("a"), CONTEXT);
        assertThat(crypto().encrypt(account(), key.id(), Secret.of("a"), CONTEXT))
                .isNotEqualTo(first);
    }

    @Test
    void anotherContextDoesNotDecrypt() {
        CryptoKey key = crypto().createKey(account(), "");
        byte[] sealed = crypto().encrypt(account(), key.id(), Secret.of("a"), CONTEXT);
        assertCode(() -> crypto().decrypt(account(), sealed, Map.of()), "bad-ciphertext");
        assertCode(
                () -> crypto().decrypt(account(), sealed, Map.of("app", "hellona", "me", "DB")),
                "bad-ciphertext");
    }

    @Test
    void noChangedByteDecrypts() {
        CryptoKey key = crypto().createKey(account(), "");
        byte[] sealed = crypto().encrypt(account(), key.id(), Secret.of("a"), CONTEXT);
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertCode(() -> crypto().decrypt(account(), changed, CONTEXT), "bad-ciphertext");
        }
        assertCode(() -> crypto().decrypt(account(), new byte[] {1, 2}, CONTEXT), "bad-ciphertext");
    }

    @Test
    void dataKeyDecryptsToItself() {
        CryptoKey key = crypto().createKey(account(), "");
        var dataKey = crypto().generateDataKey(account(), key.id(), 32, CONTEXT);
        assertThat(dataKey.keyId()).isEqualTo(key.id());
        assertThat(dataKey.plaintext().length()).isEqualTo(32);
        assertThat(crypto().decrypt(account(), dataKey.ciphertext(), CONTEXT).plaintext())
                .isEqualTo(dataKey.plaintext());
    }

    @Test
    void unknownKeyIsMissing() {
        String unknown = "00000000-0000-4000-8000-000000000000";
        assertCode(() -> crypto().describeKey(account(), unknown), "no-such-key");
        assertCode(
                () -> crypto().encrypt(account(), unknown, Secret.of("a"), CONTEXT), "no-such-key");
        assertCode(() -> crypto().generateDataKey(account(), unknown, 32, CONTEXT), "no-such-key");
    }

    @Test
    void largestPlaintextIsFourKilobytes() {
        CryptoKey key = crypto().createKey(account(), "");
        Secret largest = Secret.of(new byte[4096]);
        byte[] sealed = crypto().encrypt(account(), key.id(), largest, CONTEXT);
        assertThat(crypto().decrypt(account(), sealed, CONTEXT).plaintext()).isEqualTo(largest);
        assertCode(
                () -> crypto().encrypt(account(), key.id(), Secret.of(new byte[4097]), CONTEXT),
                "plaintext-too-large");
    }

    protected static void assertCode(Runnable attempt, String code) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
