package mvi.engines.proxy;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/**
 * The certificate for connections that ask for no name, or for one that has none of its own;
 * replaceable while the proxy runs.
 */
public final class ProxyTls {
    private final Chance chance;
    private volatile TlsContexts contexts;

    /**
     * @throws Problem {@code bad-certificate}
     */
    public ProxyTls(TlsIdentity identity, Chance chance) {
        this.chance = chance;
        this.contexts = usable(identity, chance);
    }

    /** For connections from now on; those that are open go on. Throws as the constructor. */
    public void replace(TlsIdentity identity) {
        contexts = usable(identity, chance);
    }

    SslContext context(Spoken spoken, List<X509Certificate> clientAuthorities) {
        return contexts.context(spoken, clientAuthorities);
    }

    void rotateTicketKeys() {
        contexts.rotateTicketKeys();
    }

    private static TlsContexts usable(TlsIdentity identity, Chance chance) {
        TlsContexts made = new TlsContexts(identity, chance);
        made.context(Spoken.HTTP, List.of());
        return made;
    }
}
