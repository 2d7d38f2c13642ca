package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.services.blob.Encryption;
import mvi.services.blob.Sealing;

/**
 * How data is sealed, in header fields: {@code x-amz-server-side-encryption} and its kin. The three
 * fields of a customer's key come together or not at all, and its MD5 must be the key's.
 */
final class SealHeaders {
    private static final String SEALED = "x-amz-server-side-encryption";
    private static final String CRYPTO_KEY = SEALED + "-aws-kms-key-id";
    private static final String CUSTOMERS = SEALED + "-customer-";
    private static final String SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String ALGORITHM = "algorithm";
    private static final String KEY_MD5 = "key-md5";
    private static final String AES_256 = "AES256";
    private static final String KMS = "aws:kms";
    private static final int KEY_BYTES = 32;

    /** It goes into headers. */
    private static final Pattern KEY_NAME = Pattern.compile("[ -~]{1,2048}");

    private SealHeaders() {}

    /** What a write asks for; empty for the bucket's way. */
    static Optional<Sealing> asked(S3Call call) {
        Optional<Sealing> customers = customers(call);
        Optional<String> scheme = call.header(SEALED);
        Optional<String> key = call.header(CRYPTO_KEY);
        if (scheme.isPresent() && customers.isPresent()) {
            throw invalid(SEALED + " and a customer's key do not go together");
        }
        if (scheme.isEmpty()) {
            if (key.isPresent()) {
                throw invalid(CRYPTO_KEY + " needs " + SEALED + ": " + KMS);
            }
            return customers;
        }
        return Optional.of(new Sealing(encryption(call, scheme.get(), key), Optional.empty()));
    }

    private static Encryption encryption(S3Call call, String scheme, Optional<String> key) {
        return switch (scheme) {
            case AES_256 -> {
                if (key.isPresent()) {
                    throw invalid(CRYPTO_KEY + " is for " + KMS + " alone");
                }
                yield Encryption.OWN;
            }
            case KMS -> crypto(key.or(() -> keyOfBucket(call)));
            case "aws:kms:dsse" -> throw S3Error.notImplemented(SEALED + ": " + scheme);
            default -> throw invalid("'" + scheme + "' is no " + SEALED);
        };
    }

    private static Optional<String> keyOfBucket(S3Call call) {
        return call.settings()
                .encryption()
                .filter(each -> each.scheme() == Encryption.Scheme.CRYPTO)
                .map(Encryption::key);
    }

    /** By a key of Crypto, which must be named. */
    static Encryption crypto(Optional<String> key) {
        return new Encryption(
                Encryption.Scheme.CRYPTO,
                key.filter(it -> KEY_NAME.matcher(it).matches())
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "with "
                                                        + KMS
                                                        + " the key is named: none is there"
                                                        + " by default")));
    }

    /** The customer's key of a write or read. */
    static Optional<Sealing> customers(S3Call call) {
        return customers(call.headers(), CUSTOMERS);
    }

    static Optional<Secret> customerKey(S3Call call) {
        return customers(call).flatMap(Sealing::customerKey);
    }

    /** Of what a copy reads. */
    static Optional<Secret> sourceKey(S3Call call) {
        return customers(call.headers(), SOURCE).flatMap(Sealing::customerKey);
    }

    private static Optional<Sealing> customers(Headers headers, String prefix) {
        Optional<String> algorithm = headers.first(prefix + ALGORITHM);
        Optional<String> key = headers.first(prefix + "key");
        Optional<String> md5 = headers.first(prefix + KEY_MD5);
        if (algorithm.isEmpty() && key.isEmpty() && md5.isEmpty()) {
            return Optional.empty();
        }
        if (algorithm.isEmpty() || key.isEmpty() || md5.isEmpty()) {
            throw invalid(prefix + "algorithm, -key and -key-md5 come together");
        }
        if (!algorithm.get().equals(AES_256)) {
            throw S3Error.of(
                    "InvalidEncryptionAlgorithmError",
                    400,
                    prefix + ALGORITHM + " is " + AES_256 + " alone");
        }
        byte[] bytes = decoded(key.get(), prefix + "key");
        if (bytes.length != KEY_BYTES) {
            throw invalid(prefix + "key is the Base64 of " + KEY_BYTES + " bytes");
        }
        byte[] digest = md5(bytes);
        if (!MessageDigest.isEqual(decoded(md5.get(), prefix + KEY_MD5), digest)) {
            throw invalid(prefix + KEY_MD5 + " is not the MD5 of the key");
        }
        Sealing sealing =
                new Sealing(
                        new Encryption(
                                Encryption.Scheme.CUSTOMER,
                                Base64.getEncoder().encodeToString(digest)),
                        Optional.of(Secret.of(bytes)));
        Arrays.fill(bytes, (byte) 0);
        return Optional.of(sealing);
    }

    private static byte[] decoded(String base64, String name) {
        try {
            return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notBase64) {
            throw invalid(name + " is not Base64");
        }
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no MD5", absent);
        }
    }

    private static S3Error invalid(String why) {
        return S3Error.of("InvalidArgument", 400, why);
    }

    /** What is for writes means nothing on a read, and a client that sends it is mistaken. */
    static void refuseOnRead(S3Call call) {
        for (String each : List.of(SEALED, CRYPTO_KEY)) {
            if (call.headers().has(each)) {
                throw invalid(each + " is not for reads");
            }
        }
    }

    /**
     * Refuses who does not show the customer's key of what is sealed with one, or shows one of what
     * is not, where no data is read that would ask for it.
     */
    static void require(S3Call call, Optional<Encryption> encryption) {
        Optional<Encryption> shown = customers(call).map(Sealing::encryption);
        Optional<Encryption> needed =
                encryption.filter(it -> it.scheme() == Encryption.Scheme.CUSTOMER);
        if (!shown.equals(needed)) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    needed.isEmpty()
                            ? "it is not sealed with a customer's key"
                            : shown.isEmpty()
                                    ? "it is sealed with its customer's key, which must come along"
                                    : "it is sealed with another customer's key");
        }
    }

    /** With what is told of it. */
    static Headers onto(Headers headers, Optional<Encryption> encryption) {
        List<String> all = new ArrayList<>();
        for (Headers some : List.of(headers, of(encryption))) {
            some.each(
                    (name, value) -> {
                        all.add(name);
                        all.add(value);
                    });
        }
        return Headers.of(all);
    }

    /** What is told of it in an answer. */
    static Headers of(Optional<Encryption> encryption) {
        return encryption
                .map(
                        it ->
                                switch (it.scheme()) {
                                    case OWN -> Headers.of(SEALED, AES_256);
                                    case CRYPTO -> Headers.of(SEALED, KMS, CRYPTO_KEY, it.key());
                                    case CUSTOMER ->
                                            Headers.of(
                                                    CUSTOMERS + ALGORITHM,
                                                    AES_256,
                                                    CUSTOMERS + KEY_MD5,
                                                    it.key());
                                })
                .orElse(Headers.NONE);
    }
}
