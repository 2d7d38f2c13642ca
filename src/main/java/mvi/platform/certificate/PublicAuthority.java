package mvi.platform.certificate;

import java.util.function.BiConsumer;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;

/** A certificate authority that clients everywhere know, and that asks for proof of names. */
public interface PublicAuthority {
    /** Its address: accounts are one authority's each. */
    String directory();

    Secret newAccountKey();

    /**
     * A certificate of one name, with a new key.
     *
     * @param show called with a token and its text; when it returns, {@code
     *     http://NAME/.well-known/acme-challenge/TOKEN} answers the text
     * @throws mvi.engines.base.Problem with the authority's reason
     */
    TlsIdentity obtain(Secret accountKey, String name, BiConsumer<String, String> show)
            throws InterruptedException;
}
