package mvi.engines.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts. The JDK's TLS: it starts faster than a native library loads.
 *
 * @param certificates CA certificates in PEM, any number in a row, none included
 * @param withSystemRoots also those that the JDK trusts
 */
public record ClientTls(String certificates, boolean withSystemRoots) {
    SslContext context() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate own :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            certificates.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry("ca-" + count++, own);
            }
            if (withSystemRoots) {
                for (TrustManager manager : factory(null).getTrustManagers()) {
                    if (manager instanceof X509TrustManager system) {
                        for (X509Certificate root : system.getAcceptedIssuers()) {
                            trusted.setCertificateEntry("ca-" + count++, root);
                        }
                    }
                }
            }
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .trustManager(factory(trusted))
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (GeneralSecurityException | IOException bad) {
            throw Problem.invalid(
                    "bad-certificate", "the CA certificates can not be used: " + bad.getMessage());
        }
    }

    private static TrustManagerFactory factory(@Nullable KeyStore trusted)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
