package mvi.platform.certificate;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.NameProof;
import mvi.engines.base.Secret;
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;

/** A certificate authority that clients everywhere know, and that asks for proof of names. */
public interface PublicAuthority {
    /** Its address: accounts are one authority's each. */
    String directory();

    Secret newAccountKey();

    /**
     * A certificate of one name, with a new key.
     *
     * @param show when it returns, the authority finds the proof
     * @throws mvi.engines.base.Problem with the authority's reason
     */
    TlsIdentity obtain(Secret accountKey, CertificateOrder order, Consumer<NameProof> show)
            throws InterruptedException;

    /**
     * When it would have this one of its certificates renewed; empty where it does not say.
     *
     * @throws mvi.engines.base.Problem with the authority's reason
     */
    Optional<SuggestedRenewal> renewal(X509Certificate certificate);
}
