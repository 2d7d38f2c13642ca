package mvi.engines.base;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server shows of itself.
 *
 * @param chain its certificate first, then what leads to the root, in PEM (RFC 7468)
 * @param key its private key, PKCS#8 in PEM: EC, RSA or Ed25519
 */
public record TlsIdentity(String chain, Secret key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    /** As texts of its own making. */
    public static TlsIdentity of(List<X509Certificate> chain, PrivateKey key) {
        StringBuilder all = new StringBuilder();
        chain.forEach(each -> all.append(pem(each)));
        return new TlsIdentity(all.toString(), Secret.of(pem("PRIVATE KEY", key.getEncoded())));
    }

    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate without its bytes", impossible);
        }
    }

    private static String pem(String label, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /**
     * The chain, read by the JDK.
     *
     * @throws Problem {@code bad-certificate}
     */
    public List<X509Certificate> certificates() {
        return certificates(chain);
    }

    /**
     * All certificates of a text in PEM.
     *
     * @throws Problem {@code bad-certificate}
     */
    public static List<X509Certificate> certificates(String pem) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.US_ASCII)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw bad("there is no certificate in it");
            }
            return certificates;
        } catch (GeneralSecurityException unreadable) {
            throw bad("the certificate can't be read: " + unreadable.getMessage());
        }
    }

    /**
     * The key, read by the JDK: a TLS library's own reader of PEM would load a second provider of
     * cryptography at every start.
     *
     * @throws Problem {@code bad-certificate}
     */
    public PrivateKey privateKey() {
        Matcher pem = PKCS8.matcher(key.revealText());
        if (!pem.find()) {
            throw bad(
                    "its key is not an unencrypted PKCS#8 one; openssl pkcs8 -topk8 -nocrypt makes"
                            + " one of it");
        }
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        } catch (IllegalArgumentException unreadable) {
            throw bad("its key is not in base64");
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                continue;
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every JDK has " + algorithm, missing);
            }
        }
        throw bad("its key is none of " + String.join(", ", ALGORITHMS));
    }

    private static Problem bad(String why) {
        return Problem.invalid(
                "bad-certificate", "the certificate and its key can't be used: " + why);
    }
}
