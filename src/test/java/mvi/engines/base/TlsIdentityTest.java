package mvi.engines.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsIdentityTest {
    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keysOfEachAlgorithmAreRead(String algorithm) throws GeneralSecurityException {
        PrivateKey made = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

        assertThat(withKey(pem("PRIVATE KEY", made.getEncoded())).privateKey()).isEqualTo(made);
    }

    @Test
    void aKeyInAnotherFormatIsRefusedWithTheWayThatWorks() {
        assertThatThrownBy(withKey(pem("RSA PRIVATE KEY", new byte[9]))::privateKey)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
        assertThatThrownBy(withKey(pem("PRIVATE KEY", new byte[9]))::privateKey)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("none of EC, RSA, Ed25519");
    }

    @Test
    void aChainWithoutACertificateIsRefused() {
        for (String chain : new String[] {"", "hello", pem("CERTIFICATE", new byte[] {1, 2, 3})}) {
            assertThatThrownBy(new TlsIdentity(chain, Secret.of(""))::certificates)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("certificate");
        }
    }

    private static TlsIdentity withKey(String pem) {
        return new TlsIdentity("", Secret.of(pem));
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label);
    }
}
