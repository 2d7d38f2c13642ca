package mvi.services.balancer;

import java.util.List;

/**
 * What the load balancer shows to clients that come by TLS: all of it, replaced whole.
 *
 * @param generation grows with every change; an older one is refused
 */
public record BalancerCertificates(long generation, List<Certificate> certificates) {
    public static final BalancerCertificates NONE = new BalancerCertificates(0, List.of());

    /**
     * @param names exact ones, or {@code *.} and a name for all that have one label more; lower
     *     case, each in one certificate only
     * @param chain in PEM, the server's own first
     * @param key PKCS#8 in PEM
     * @param isForced whether what comes without TLS for these names is sent to HTTPS
     */
    public record Certificate(List<String> names, String chain, String key, boolean isForced) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Certificate" + names;
        }
    }
}
