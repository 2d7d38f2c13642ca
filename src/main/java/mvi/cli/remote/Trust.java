package mvi.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Problem;

/** Whom an https call trusts: the platform's own authority when there is one, else the JDK's. */
final class Trust {
    private Trust() {}

    static SSLContext with(Optional<Path> certificateAuthority) throws IOException {
        try {
            if (certificateAuthority.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream in = Files.newInputStream(certificateAuthority.get())) {
                for (Certificate each :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca-" + store.size(), each);
                }
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException bad) {
            throw Problem.invalid(
                    "bad-ca",
                    "can't read certificates from "
                            + certificateAuthority.map(Path::toString).orElse("the JDK")
                            + ": set MVI_CA to a PEM file");
        }
    }
}
