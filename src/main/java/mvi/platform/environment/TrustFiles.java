package mvi.platform.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mvi.services.container.ContainerSpec.SeedFile;

/**
 * The platform's certificate authority together with the system's own roots, as files in every
 * container, and the variables by which TLS clients find them.
 *
 * @param pem all roots, PEM after PEM
 * @param javaStore the same as a PKCS#12 trust store
 * @param javaStorePassword guards nothing, but the format wants one
 */
public record TrustFiles(byte[] pem, byte[] javaStore, String javaStorePassword) {
    private static final String PEM_PATH = "/etc/mvi/roots.pem";
    private static final String STORE_PATH = "/etc/mvi/trust.p12";
    private static final int READABLE = 0444;

    public static final TrustFiles NONE = new TrustFiles(new byte[0], new byte[0], "");

    public List<SeedFile> files() {
        List<SeedFile> files = new ArrayList<>();
        if (pem.length > 0) {
            files.add(new SeedFile(PEM_PATH, pem, READABLE));
        }
        if (javaStore.length > 0) {
            files.add(new SeedFile(STORE_PATH, javaStore, READABLE));
        }
        return files;
    }

    public Map<String, String> variables() {
        Map<String, String> all = new TreeMap<>();
        if (pem.length > 0) {
            for (String name :
                    List.of(
                            "SSL_CERT_FILE",
                            "AWS_CA_BUNDLE",
                            "NODE_EXTRA_CA_CERTS",
                            "REQUESTS_CA_BUNDLE")) {
                all.put(name, PEM_PATH);
            }
        }
        if (javaStore.length > 0) {
            all.put(
                    "JDK_JAVA_OPTIONS",
                    "-Djavax.net.ssl.trustStore="
                            + STORE_PATH
                            + " -Djavax.net.ssl.trustStorePassword="
                            + javaStorePassword
                            + " -Djavax.net.ssl.trustStoreType=PKCS12");
        }
        return all;
    }
}
