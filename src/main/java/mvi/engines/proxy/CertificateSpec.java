package mvi.engines.proxy;

import java.util.List;
import mvi.engines.base.TlsIdentity;

/**
 * A certificate as it is asked for.
 *
 * @param names exact ones, or {@code *.} and a name for all that have one label more; lower case
 * @param isForced whether what comes without TLS for these names is sent to HTTPS
 */
public record CertificateSpec(List<String> names, TlsIdentity identity, boolean isForced) {
    public CertificateSpec {
        names = List.copyOf(names);
    }
}
