package mvi.engines.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Problem;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Reaches an authority that no public one vouches for, as one inside a company. */
final class TrustingProvider extends GenericAcmeProvider {
    private final SSLContext context;

    /** Throws INVALID {@code bad-acme-ca}. */
    TrustingProvider(String pem) {
        this.context = context(pem);
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(settings.getTimeout())
                .proxy(settings.getProxySelector())
                .build();
    }

    private static SSLContext context(String pem) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry("ca" + count++, each);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw Problem.invalid(
                    "bad-acme-ca",
                    "the certificates of the ACME server can't be read: "
                            + unreadable.getMessage());
        }
    }
}
