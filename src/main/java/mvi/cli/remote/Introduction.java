package mvi.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import mvi.engines.base.Problem;

/**
 * Asks a server who vouches for it, when nobody here knows. The handshake is broken off as soon as
 * the server has said so: nothing is sent to it.
 */
public final class Introduction {
    private Introduction() {}

    /**
     * The authority that a server shows; empty when it is one that the JDK trusts.
     *
     * @throws Problem {@code no-authority} when it shows none
     */
    public static Optional<X509Certificate> unknownAuthority(URI url) throws IOException {
        try {
            new Wire(url, Optional.empty()).greet();
            return Optional.empty();
        } catch (SSLHandshakeException untrusted) {
            if (!isAboutCertificates(untrusted)) {
                throw untrusted;
            }
        }
        Listening listening = new Listening();
        try {
            new Wire(url, () -> context(listening)).greet();
        } catch (SSLHandshakeException brokenOff) {
            if (listening.shown.isEmpty()) {
                throw brokenOff;
            }
        }
        X509Certificate last = listening.shown.getLast();
        if (!isAuthority(last)) {
            throw Problem.denied(
                    "no-authority",
                    "nobody that is trusted here vouches for "
                            + url
                            + ", and it shows no authority of its own: name one by --ca FILE");
        }
        return Optional.of(last);
    }

    /** As {@link #fingerprint(X509Certificate)}, of the first certificate of a PEM file. */
    public static String fingerprint(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return fingerprint(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in));
        } catch (CertificateException bad) {
            throw Problem.invalid("bad-ca", "there is no certificate in " + file);
        }
    }

    /** SHA-256 as people compare it. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static boolean isAboutCertificates(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAuthority(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return certificate.getBasicConstraints() >= 0;
        } catch (GeneralSecurityException signedByAnother) {
            return false;
        }
    }

    private static SSLContext context(Listening listening) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {listening}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has TLS", impossible);
        }
    }

    /** Keeps what it is shown, and believes nothing. */
    private static final class Listening extends X509ExtendedTrustManager {
        private List<X509Certificate> shown = List.of();

        private void refuse(X509Certificate[] chain) throws CertificateException {
            shown = List.of(chain);
            throw new CertificateException("only asked");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            refuse(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
