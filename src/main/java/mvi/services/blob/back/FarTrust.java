package mvi.services.blob.back;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Problem;
import software.amazon.awssdk.http.TlsTrustManagersProvider;

/**
 * Trusts these authorities and no public one: who names the far side's own does not want another to
 * vouch for it.
 *
 * @param certificates CA certificates in PEM, any number in a row
 */
record FarTrust(String certificates) implements TlsTrustManagersProvider {
    @Override
    public TrustManager[] trustManagers() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate each :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            certificates.getBytes(StandardCharsets.UTF_8)))) {
                trusted.setCertificateEntry("ca-" + trusted.size(), each);
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException bad) {
            throw Problem.invalid(
                    "bad-certificate", "the CA certificates can not be used: " + bad.getMessage());
        }
    }
}
