package mvi.services.balancer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the load balancer shows to clients that come by TLS: all of it, replaced whole.
 *
 * @param generation grows with every change; an older one is refused
 * @param challenges texts by token, for authorities that look whether a name leads here (RFC 8555
 *     section 8.3)
 * @param validations shown to authorities that look for them by TLS (RFC 8737), each for one name,
 *     and to nobody else
 */
public record BalancerCertificates(
        long generation,
        List<Certificate> certificates,
        Map<String, String> challenges,
        Optional<List<Certificate>> validations) {
    public static final BalancerCertificates NONE =
            new BalancerCertificates(0, List.of(), Map.of(), Optional.empty());

    /** Whether the same is shown. */
    public boolean shows(BalancerCertificates other) {
        return certificates.equals(other.certificates)
                && challenges.equals(other.challenges)
                && validations.equals(other.validations);
    }

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
