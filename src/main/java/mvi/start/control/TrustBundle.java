package mvi.start.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import mvi.engines.base.Problem;
import mvi.platform.environment.TrustFiles;

/**
 * The platform's authority together with the system's own roots, in the two forms in which TLS
 * clients take them, so that an app's calls to the platform and to the world both work.
 */
record TrustBundle(Path certificate, Path javaHome) {
    /** A trust store holds nothing secret; JVMs want a password to read one. */
    private static final String PASSWORD = "changeit";

    private static final List<Path> SYSTEM_ROOTS =
            List.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"),
                    Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
                    Path.of("/etc/ssl/cert.pem"));

    TrustFiles files() {
        try {
            return new TrustFiles(pem(), javaStore(), PASSWORD);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("can't read the roots of trust", unreadable);
        } catch (GeneralSecurityException unusable) {
            throw Problem.bug("the roots of trust can't be put into a store", unusable);
        }
    }

    private byte[] pem() throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(certificate));
        for (Path roots : SYSTEM_ROOTS) {
            if (Files.exists(roots)) {
                text.append('\n').append(Files.readString(roots));
                break;
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] javaStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(javaHome.resolve("lib/security/cacerts"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        var own =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(certificate)));
        store.setCertificateEntry("mvi", own);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD.toCharArray());
        return bytes.toByteArray();
    }
}
