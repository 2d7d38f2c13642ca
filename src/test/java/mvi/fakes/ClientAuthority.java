package mvi.fakes;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mvi.engines.base.TlsIdentity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that gives certificates to clients, good ones and others. */
public final class ClientAuthority {
    private static final Duration LIFE = Duration.ofDays(30);

    private final AtomicLong serial = new AtomicLong(1);
    private final KeyPair keys;
    private final X509Certificate certificate;

    public ClientAuthority(String name) throws Exception {
        keys = newKeys();
        X500Name subject = new X500Name("CN=" + name);
        JcaX509v3CertificateBuilder builder = builder(subject, subject, keys, LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        certificate = signed(builder);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** As it stands in a project. */
    public String pem() {
        return TlsIdentity.pem(certificate);
    }

    /** A client's, valid now. */
    public TlsIdentity issue(String subject) throws Exception {
        return issue(subject, LIFE, KeyPurposeId.id_kp_clientAuth);
    }

    /**
     * @param life until its end, from now; what is negative has ended
     */
    public TlsIdentity issue(String subject, Duration life, KeyPurposeId purpose) throws Exception {
        KeyPair own = newKeys();
        JcaX509v3CertificateBuilder builder =
                builder(
                        new X500Name(certificate.getSubjectX500Principal().getName()),
                        new X500Name(subject),
                        own,
                        life);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                        new GeneralName(
                                GeneralName.uniformResourceIdentifier, "spiffe://test/client")));
        return TlsIdentity.of(List.of(signed(builder)), own.getPrivate());
    }

    private JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair of, Duration life) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(now.minus(LIFE)),
                Date.from(now.plus(life)),
                subject,
                of.getPublic());
    }

    private X509Certificate signed(JcaX509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
