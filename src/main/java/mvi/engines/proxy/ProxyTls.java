package mvi.engines.proxy;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/**
 * The certificate for connections that ask for no name, or for one that has none of its own;
 * replaceable while the proxy runs.
 */
public final class ProxyTls {
    private volatile TlsContexts contexts;

    /**
     * @throws Problem {@code bad-certificate}
     */
    public ProxyTls(TlsIdentity identity) {
        contexts = usable(identity);
    }

    /** For connections from now on; those that are open go on. Throws as the constructor. */
    public void replace(TlsIdentity identity) {
        contexts = usable(identity);
    }

    SslContext context(boolean isHttp, List<X509Certificate> clientAuthorities) {
        return contexts.context(isHttp, clientAuthorities);
    }

    private static TlsContexts usable(TlsIdentity identity) {
        TlsContexts made = new TlsContexts(identity);
        made.context(true, List.of());
        return made;
    }
}
