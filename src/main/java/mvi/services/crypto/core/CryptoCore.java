package mvi.services.crypto.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.core.KeyStore.StoredKey;

/**
 * Crypto on a {@link KeyStore}. Each operation reads top-down: find the key, do the work, put the
 * use on record, and only then let the result out.
 */
public final class CryptoCore implements CryptoService {
    public static final int MAXIMUM_PLAINTEXT_BYTES = 4096;
    public static final int MAXIMUM_CIPHERTEXT_BYTES = 6144;
    public static final int MAXIMUM_DATA_KEY_BYTES = 1024;
    public static final int MAXIMUM_CONTEXT_BYTES = 8192;
    public static final int MAXIMUM_DESCRIPTION_CHARACTERS = 8192;

    private static final int KEY_BYTES = 32;

    private final KeyStore store;
    private final Clock clock;
    private final Chance chance;

    public CryptoCore(KeyStore store, Clock clock, Chance chance) {
        this.store = store;
        this.clock = clock;
        this.chance = chance;
    }

    @Override
    public CryptoKey createKey(String account, String description) {
        if (description.length() > MAXIMUM_DESCRIPTION_CHARACTERS) {
            throw Problem.invalid(
                    "bad-description",
                    "a key's description has at most "
                            + MAXIMUM_DESCRIPTION_CHARACTERS
                            + " characters");
        }
        CryptoKey key = new CryptoKey(account, newId(), description, clock.now(), true);
        store.add(key, random(KEY_BYTES), use(key, "CreateKey", Map.of(), false));
        return key;
    }

    @Override
    public CryptoKey describeKey(String account, String keyId) {
        return find(account, keyId).key();
    }

    @Override
    public List<CryptoKey> listKeys(String account) {
        return store.list(account);
    }

    @Override
    public byte[] encrypt(
            String account, String keyId, Secret plaintext, Map<String, String> context) {
        if (plaintext.length() == 0) {
            throw Problem.invalid("plaintext-empty", "there is nothing to encrypt");
        }
        if (plaintext.length() > MAXIMUM_PLAINTEXT_BYTES) {
            throw Problem.limit(
                    "plaintext-too-large",
                    "a key encrypts at most "
                            + MAXIMUM_PLAINTEXT_BYTES
                            + " bytes; encrypt more with a data key");
        }
        StoredKey key = usable(account, keyId, context);
        byte[] sealed = seal(key, plaintext, context);
        store.record(use(key.key(), "Encrypt", context, false));
        return sealed;
    }

    @Override
    public Decrypted decrypt(String account, byte[] ciphertext, Map<String, String> context) {
        if (ciphertext.length > MAXIMUM_CIPHERTEXT_BYTES) {
            throw Ciphertext.unreadable();
        }
        Ciphertext sealed = Ciphertext.parse(ciphertext);
        StoredKey key = keyOf(account, sealed, context);
        Secret plaintext;
        try {
            plaintext = sealed.open(key.material(), context);
        } catch (Problem unfit) {
            store.record(use(key.key(), "Decrypt", context, true));
            throw unfit;
        }
        store.record(use(key.key(), "Decrypt", context, false));
        return new Decrypted(key.key().id(), plaintext);
    }

    @Override
    public DataKey generateDataKey(
            String account, String keyId, int bytes, Map<String, String> context) {
        if (bytes < 1 || bytes > MAXIMUM_DATA_KEY_BYTES) {
            throw Problem.invalid(
                    "bad-data-key-length",
                    "a data key has 1 to " + MAXIMUM_DATA_KEY_BYTES + " bytes, not " + bytes);
        }
        StoredKey key = usable(account, keyId, context);
        Secret dataKey = random(bytes);
        byte[] sealed = seal(key, dataKey, context);
        store.record(use(key.key(), "GenerateDataKey", context, false));
        return new DataKey(key.key().id(), dataKey, sealed);
    }

    private byte[] seal(StoredKey key, Secret plaintext, Map<String, String> context) {
        return Ciphertext.seal(key.key().id(), key.material(), plaintext, context, chance);
    }

    /** A ciphertext of a key that this account does not have tells nothing of that key. */
    private StoredKey keyOf(String account, Ciphertext sealed, Map<String, String> context) {
        try {
            return usable(account, sealed.keyId().toString(), context);
        } catch (Problem problem) {
            throw problem.code().equals("no-such-key") ? Ciphertext.unreadable() : problem;
        }
    }

    private StoredKey usable(String account, String keyId, Map<String, String> context) {
        check(context);
        StoredKey key = find(account, keyId);
        if (!key.key().isEnabled()) {
            throw Problem.conflict("key-disabled", "key " + keyId + " is disabled");
        }
        return key;
    }

    private StoredKey find(String account, String keyId) {
        return store.find(keyId)
                .filter(key -> key.key().account().equals(account))
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-key",
                                        "account " + account + " has no key '" + keyId + "'"));
    }

    private static void check(Map<String, String> context) {
        int bytes = 0;
        for (Map.Entry<String, String> entry : context.entrySet()) {
            bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MAXIMUM_CONTEXT_BYTES) {
            throw Problem.invalid(
                    "bad-context",
                    "an encryption context has at most " + MAXIMUM_CONTEXT_BYTES + " bytes");
        }
    }

    private KeyUse use(
            CryptoKey key, String operation, Map<String, String> context, boolean isRefused) {
        return new KeyUse(clock.now(), key.account(), key.id(), operation, context, isRefused);
    }

    private Secret random(int count) {
        byte[] bytes = new byte[count];
        chance.fill(bytes);
        return Secret.of(bytes);
    }

    /** A random UUID (RFC 9562, version 4), of the chance that was handed in. */
    private String newId() {
        ByteBuffer bytes = ByteBuffer.wrap(random(16).reveal());
        long high = (bytes.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
