package mvi.platform.certificate;

import java.time.Instant;
import java.util.List;
import mvi.engines.base.TlsIdentity;

/**
 * A certificate that somebody brought.
 *
 * @param names that it is for, in lower case; the first is how it is called
 * @param by who brought it, {@code at} when
 */
public record OwnCertificate(List<String> names, TlsIdentity identity, String by, Instant at) {
    public String name() {
        return names.getFirst();
    }
}
