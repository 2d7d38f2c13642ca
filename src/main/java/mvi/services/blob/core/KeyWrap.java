package mvi.services.blob.core;

import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Sealing;

/**
 * Where objects' data keys come from. Each object has one of its own, which is kept wrapped by
 * another key and bound to the object's name: beside another object it opens nothing.
 *
 * <p>Problems: {@code no-such-crypto-key} INVALID, {@code key-disabled} CONFLICT, {@code wrong-key}
 * DENIED.
 */
public interface KeyWrap {
    /** Of a data key: AES-256. */
    int KEY_BYTES = 32;

    /** Of a store that has no keys. */
    KeyWrap NONE =
            new KeyWrap() {
                @Override
                public String keyId(String account, String name) {
                    throw noKeys();
                }

                @Override
                public Seal create(ObjectName object, Sealing sealing) {
                    throw noKeys();
                }

                private static Problem noKeys() {
                    return Problem.invalid("no-such-crypto-key", "nothing is sealed here");
                }

                @Override
                public Seal open(
                        ObjectName object, WrappedKey wrapped, Optional<Secret> customerKey) {
                    throw Problem.bug("a sealed object in a store that has no keys", null);
                }
            };

    /** The id of the account's key of Crypto that is called so. */
    String keyId(String account, String name);

    /** A new data key. */
    Seal create(ObjectName object, Sealing sealing);

    /**
     * @param customerKey there if and only if the data key was wrapped by one
     */
    Seal open(ObjectName object, WrappedKey wrapped, Optional<Secret> customerKey);
}
