package mvi.platform.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/** Whether clients can be shown a certificate that somebody brought (RFC 5280, RFC 9525). */
final class CertificateCheck {
    /** The kind of a subject alternative name (RFC 5280 section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final String NAME =
            "(?=.{1,253}$)(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
                    + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*";

    private static final byte[] PROBE = "mvi".getBytes(StandardCharsets.US_ASCII);

    private CertificateCheck() {}

    /**
     * The names that it is for.
     *
     * @throws Problem {@code bad-certificate}
     */
    static List<String> names(TlsIdentity identity, Instant now) {
        List<X509Certificate> chain = identity.certificates();
        X509Certificate own = chain.getFirst();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw bad("it has expired at " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw bad("it is valid from " + own.getNotBefore().toInstant() + " only");
        }
        checkKey(own, identity.privateKey());
        checkOrder(chain);
        return dnsNames(own);
    }

    private static void checkKey(X509Certificate own, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                };
        boolean isItsOwn;
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(own.getPublicKey());
            verifying.update(PROBE);
            isItsOwn = verifying.verify(signature);
        } catch (GeneralSecurityException ofAnotherKind) {
            isItsOwn = false;
        }
        if (!isItsOwn) {
            throw bad("the key is another certificate's");
        }
    }

    private static void checkOrder(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException notItsIssuer) {
                throw bad(
                        "certificate "
                                + (i + 1)
                                + " of the file did not sign the one before it: put the server's own"
                                + " first, then the one that signed it, and so on");
            }
        }
    }

    static List<String> dnsNames(X509Certificate own) {
        List<String> names;
        try {
            Collection<List<?>> all = own.getSubjectAlternativeNames();
            names =
                    all == null
                            ? List.of()
                            : all.stream()
                                    .filter(each -> Integer.valueOf(DNS_NAME).equals(each.get(0)))
                                    .map(each -> String.valueOf(each.get(1)))
                                    .map(each -> each.toLowerCase(Locale.ROOT))
                                    .distinct()
                                    .toList();
        } catch (GeneralSecurityException unreadable) {
            throw bad("its names can't be read: " + unreadable.getMessage());
        }
        if (names.isEmpty()) {
            throw bad("it is for no name: it has no DNS name among its alternative names");
        }
        for (String name : names) {
            if (!name.matches(NAME)) {
                throw bad("'" + name + "' is no name of a host");
            }
        }
        return names;
    }

    private static Problem bad(String why) {
        return Problem.invalid("bad-certificate", "the certificate can't be used: " + why);
    }
}
