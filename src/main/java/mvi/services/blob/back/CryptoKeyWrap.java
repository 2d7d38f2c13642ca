package mvi.services.blob.back;

import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Chance;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Sealing;
import mvi.services.blob.core.KeyWrap;
import mvi.services.blob.core.Seal;
import mvi.services.blob.core.WrappedKey;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;

/**
 * Data keys wrapped by keys of Crypto, or by the customer's.
 *
 * <p>Blob's own keys are the platform's, one for each account: no user can end them, and none has
 * more texts than its nonces bear. Keys that an account names are those of the bucket's account, by
 * id, by ARN, or by their description, with {@code alias/} before it or without. The encryption
 * context is the object's ARN, as S3 gives it to KMS, and its account, as names of buckets are per
 * account. Each use of an account's own keys is on Crypto's record; what Blob's own keys have
 * opened is remembered for a while.
 */
public final class CryptoKeyWrap implements KeyWrap {
    /** Followed by the account. */
    public static final String DESCRIPTION = "mvi-blob/";

    /** Some 6 MB. */
    private static final int REMEMBERED = 10_000;

    private static final String ALIAS = "alias/";
    private static final Pattern ARN =
            Pattern.compile("arn:aws:kms:[a-z0-9-]{1,32}:(\\d{12}):(?:key/)?(.+)");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final CryptoService crypto;
    private final CustomerWrap customers;
    private final Map<String, String> ownKeys = new ConcurrentHashMap<>();
    private final Object remembering = new Object();
    private final Map<Known, Secret> opened = new Remembered();

    public CryptoKeyWrap(CryptoService crypto, Chance chance) {
        this.crypto = crypto;
        this.customers = new CustomerWrap(chance);
    }

    @Override
    public Seal create(ObjectName object, Sealing sealing) {
        Encryption encryption = sealing.encryption();
        return switch (encryption.scheme()) {
            case OWN -> {
                Seal seal = created(object, encryption, Principal.PLATFORM_ACCOUNT, ownKey(object));
                remember(object, seal.wrapped(), seal.key());
                yield seal;
            }
            case CRYPTO -> {
                String account = object.bucket().account();
                yield created(object, encryption, account, keyId(account, encryption.key()));
            }
            case CUSTOMER ->
                    customers.create(object, encryption, sealing.customerKey().orElseThrow());
        };
    }

    private Seal created(ObjectName object, Encryption encryption, String account, String keyId) {
        try {
            CryptoService.DataKey made =
                    crypto.generateDataKey(account, keyId, KEY_BYTES, context(object));
            return new Seal(
                    object, made.plaintext(), new WrappedKey(encryption, made.ciphertext()));
        } catch (Problem refused) {
            throw refused.code().equals("no-such-key") ? noSuchKey(encryption.key()) : refused;
        }
    }

    @Override
    public Seal open(ObjectName object, WrappedKey wrapped, Optional<Secret> customerKey) {
        Secret key =
                switch (wrapped.encryption().scheme()) {
                    case OWN -> ownOpened(object, wrapped);
                    case CRYPTO -> opened(object, wrapped, object.bucket().account());
                    case CUSTOMER -> customers.open(object, wrapped, customerKey.orElseThrow());
                };
        return new Seal(object, key, wrapped);
    }

    private Secret opened(ObjectName object, WrappedKey wrapped, String account) {
        try {
            return crypto.decrypt(account, wrapped.bytes(), context(object)).plaintext();
        } catch (Problem unfit) {
            throw unfit.code().equals("bad-ciphertext")
                    ? Problem.bug("the data key of '" + object.key() + "' does not open", unfit)
                    : unfit;
        }
    }

    private Secret ownOpened(ObjectName object, WrappedKey wrapped) {
        Known known = Known.of(object, wrapped);
        synchronized (remembering) {
            Secret before = opened.get(known);
            if (before != null) {
                return before;
            }
        }
        Secret key = opened(object, wrapped, Principal.PLATFORM_ACCOUNT);
        remember(object, wrapped, key);
        return key;
    }

    private void remember(ObjectName object, WrappedKey wrapped, Secret key) {
        synchronized (remembering) {
            opened.put(Known.of(object, wrapped), key);
        }
    }

    private static Map<String, String> context(ObjectName object) {
        return Map.of(
                "aws:s3:arn",
                "arn:aws:s3:::" + object.bucket().name() + "/" + object.key(),
                "mvi:account",
                object.bucket().account());
    }

    /** Made when it is not there; the oldest, should two have been made at once. */
    private String ownKey(ObjectName object) {
        String account = object.bucket().account();
        String known = ownKeys.get(account);
        if (known != null) {
            return known;
        }
        String description = DESCRIPTION + account;
        Optional<String> there = described(Principal.PLATFORM_ACCOUNT, description);
        if (there.isEmpty()) {
            CryptoKey _ = crypto.createKey(Principal.PLATFORM_ACCOUNT, description);
            there = described(Principal.PLATFORM_ACCOUNT, description);
        }
        ownKeys.put(account, there.orElseThrow());
        return there.get();
    }

    @Override
    public String keyId(String account, String name) {
        Matcher arn = ARN.matcher(name);
        boolean isArn = arn.matches();
        if (isArn && !arn.group(1).equals(account)) {
            throw noSuchKey(name);
        }
        String called = isArn ? arn.group(2) : name;
        if (ID.matcher(called).matches()) {
            return called.toLowerCase(Locale.ROOT);
        }
        return described(account, called)
                .or(
                        () ->
                                called.startsWith(ALIAS)
                                        ? described(account, called.substring(ALIAS.length()))
                                        : Optional.empty())
                .orElseThrow(() -> noSuchKey(name));
    }

    private Optional<String> described(String account, String description) {
        return crypto.listKeys(account).stream()
                .filter(key -> key.description().equals(description))
                .min(Comparator.comparing(CryptoKey::created))
                .map(CryptoKey::id);
    }

    private static Problem noSuchKey(String name) {
        return Problem.invalid(
                "no-such-crypto-key",
                "the bucket's account has no key '"
                        + name
                        + "' in Crypto: name it by its id, ARN or description");
    }

    /** A wrapped key of an object; others' are not the same though their bytes were. */
    private record Known(ObjectName object, String base64) {
        static Known of(ObjectName object, WrappedKey wrapped) {
            return new Known(object, Base64.getEncoder().encodeToString(wrapped.bytes()));
        }
    }

    /** Those that were used last. */
    private static final class Remembered extends LinkedHashMap<Known, Secret> {
        private static final long serialVersionUID = 1L;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Known, Secret> eldest) {
            return size() > REMEMBERED;
        }
    }
}
