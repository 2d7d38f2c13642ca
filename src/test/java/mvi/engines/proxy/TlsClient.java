package mvi.engines.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import mvi.engines.base.TlsIdentity;
import org.jspecify.annotations.Nullable;

/** A client of TLS, which remembers sessions as any does, and may stop showing what it showed. */
final class TlsClient {
    private final SSLContext context;
    private volatile @Nullable TlsIdentity shown;

    TlsClient(X509Certificate trusted, @Nullable TlsIdentity shown) throws Exception {
        this.shown = shown;
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", trusted);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new Shown()}, trust.getTrustManagers(), null);
    }

    void show(@Nullable TlsIdentity other) {
        shown = other;
    }

    /**
     * @param name that is asked for; empty for none
     */
    RawSocket dial(int port, String name, String... protocols) throws IOException {
        return dial(port, name, List.of("TLSv1.3", "TLSv1.2"), protocols);
    }

    /**
     * @param versions of TLS that are spoken
     */
    RawSocket dial(int port, String name, List<String> versions, String... protocols)
            throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port), name, versions, protocols);
    }

    /** On a connection that is there. */
    RawSocket over(Socket plain, String name, List<String> versions, String... protocols)
            throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        parameters.setProtocols(versions.toArray(String[]::new));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawSocket(socket);
    }

    /** Shows what it has, whoever asks. */
    private final class Shown extends X509ExtendedKeyManager {
        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return shown == null ? null : new String[] {"own"};
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return shown == null ? null : "own";
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            TlsIdentity own = shown;
            return own == null ? null : own.certificates().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            TlsIdentity own = shown;
            return own == null ? null : own.privateKey();
        }
    }
}
