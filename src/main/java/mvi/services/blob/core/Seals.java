package mvi.services.blob.core;

import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Sealing;

/** Which seal data gets, and who may open it. Never under a lock: a key may be far away. */
final class Seals {
    private final KeyWrap keys;

    Seals(KeyWrap keys) {
        this.keys = keys;
    }

    String keyId(BucketName bucket, Encryption encryption) {
        if (encryption.scheme() != Encryption.Scheme.CRYPTO) {
            throw new IllegalArgumentException("no key of Crypto is named: " + encryption.scheme());
        }
        return keys.keyId(bucket.account(), encryption.key());
    }

    /** A new one, as it is asked for, else as the bucket has it; empty for neither. */
    Optional<Seal> create(ObjectName object, Bucket bucket, Optional<Sealing> asked) {
        return asked.or(
                        () ->
                                bucket.settings()
                                        .encryption()
                                        .map(it -> new Sealing(it, Optional.empty())))
                .map(sealing -> keys.create(object, sealing));
    }

    /** Of what is there; a customer's key must come if and only if it was sealed with one. */
    Optional<Seal> open(
            ObjectName object, Optional<WrappedKey> wrapped, Optional<Secret> customerKey) {
        boolean isCustomers =
                wrapped.filter(it -> it.encryption().scheme() == Encryption.Scheme.CUSTOMER)
                        .isPresent();
        if (isCustomers && customerKey.isEmpty()) {
            throw Problem.invalid(
                    "customer-key-missing",
                    "'"
                            + object.key()
                            + "' is sealed with its customer's key, which must come with"
                            + " each request");
        }
        if (!isCustomers && customerKey.isPresent()) {
            throw Problem.invalid(
                    "customer-key-needless",
                    "'" + object.key() + "' is not sealed with a customer's key");
        }
        return wrapped.map(it -> keys.open(object, it, customerKey));
    }
}
