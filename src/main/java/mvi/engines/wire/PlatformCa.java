package mvi.engines.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The platform's own certificate authority (RFC 5280), EC P-256: the certificates of the endpoints
 * that apps and operators reach, whose names no public authority would sign.
 */
public final class PlatformCa {
    private static final Duration CA_LIFE = Duration.ofDays(3650);

    /** The most that some clients take. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    /** Clocks that are behind. */
    private static final Duration BACKDATE = Duration.ofHours(1);

    private static final int SERIAL_BYTES = 16;

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;
    private final Chance chance;

    private PlatformCa(X509Certificate certificate, PrivateKey key, Clock clock, Chance chance) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
        this.chance = chance;
    }

    /** A new authority. {@code name} is its common name: letters, digits, spaces, hyphens. */
    public static PlatformCa create(String name, Clock clock, Chance chance) {
        if (!name.matches("[A-Za-z0-9 -]{1,64}")) {
            throw new IllegalArgumentException("not a name for an authority: " + name);
        }
        KeyPair pair = newPair();
        X500Name subject = new X500Name("CN=" + name);
        Instant now = clock.now();
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            subject,
                            serial(chance),
                            Date.from(now.minus(BACKDATE)),
                            Date.from(now.plus(CA_LIFE)),
                            subject,
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new PlatformCa(
                    sign(builder, pair.getPrivate()), pair.getPrivate(), clock, chance);
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("a certificate can not be made", impossible);
        }
    }

    /** The authority that {@link #identity} was saved of. */
    public static PlatformCa of(TlsIdentity saved, Clock clock, Chance chance) {
        return new PlatformCa(saved.certificates().getFirst(), saved.privateKey(), clock, chance);
    }

    /** To save, sealed: whoever has it can be any endpoint of the platform. */
    public TlsIdentity identity() {
        return TlsIdentity.of(List.of(certificate), key);
    }

    /** A server's certificate with these names and addresses, and a key of its own. */
    public TlsIdentity issue(List<String> dnsNames, List<String> ipAddresses) {
        List<GeneralName> names = new ArrayList<>();
        dnsNames.forEach(each -> names.add(new GeneralName(GeneralName.dNSName, each)));
        ipAddresses.forEach(each -> names.add(new GeneralName(GeneralName.iPAddress, each)));
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a certificate is for a name or an address");
        }
        KeyPair pair = newPair();
        Instant now = clock.now();
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            certificate,
                            serial(chance),
                            Date.from(now.minus(BACKDATE)),
                            Date.from(now.plus(SERVER_LIFE)),
                            new javax.security.auth.x500.X500Principal("CN=mvi"),
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
            return TlsIdentity.of(List.of(sign(builder, key), certificate), pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("a certificate can not be made", impossible);
        }
    }

    /** What clients must trust: AWS_CA_BUNDLE and the like. */
    public String trustPem() {
        return TlsIdentity.pem(certificate);
    }

    /** The same for a JVM. {@code type} is PKCS12 or JKS. */
    public byte[] trustStore(String type, Secret password) {
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setCertificateEntry("mvi", certificate);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password.revealText().toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("no trust store of type " + type, impossible);
        }
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has EC P-256", missing);
        }
    }

    private static BigInteger serial(Chance chance) {
        byte[] bytes = new byte[SERIAL_BYTES];
        chance.fill(bytes);
        return new BigInteger(1, bytes).setBit(0);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }
}
