package mvi.engines.acme;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import mvi.engines.base.Secret;

/**
 * Pairs of EC P-256 keys, by the JDK: the library's own way wants a second provider of cryptography
 * for all of the process. As text: PKCS#8 and X.509 in base64, a line each.
 */
final class AccountKey {
    private static final String ALGORITHM = "EC";

    private static final int RSA_BITS = 2048;

    private AccountKey() {}

    static KeyPair fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has EC P-256", missing);
        }
    }

    /** For what the library signs: it knows no other way to. */
    static KeyPair freshRsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has RSA", missing);
        }
    }

    static Secret text(KeyPair pair) {
        Base64.Encoder base64 = Base64.getEncoder();
        return Secret.of(
                base64.encodeToString(pair.getPrivate().getEncoded())
                        + "\n"
                        + base64.encodeToString(pair.getPublic().getEncoded()));
    }

    static KeyPair read(Secret text) {
        String[] lines = text.revealText().split("\n", 2);
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(lines[1]))),
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines[0]))));
        } catch (GeneralSecurityException | IllegalArgumentException damaged) {
            throw new IllegalStateException("an account's key can't be read", damaged);
        }
    }
}
