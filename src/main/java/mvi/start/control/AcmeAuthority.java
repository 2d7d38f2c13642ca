package mvi.start.control;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.acme.AcmeClient;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.NameProof;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;
import mvi.platform.certificate.PublicAuthority;
import mvi.start.Configuration;
import mvi.start.Knob;
import mvi.start.SmallFiles;

/** The authority that the knobs name, as the platform asks it. */
record AcmeAuthority(URI url, AcmeClient client) implements PublicAuthority {
    private static final String OFF = "off";
    private static final String NONE = "none";

    private static final Map<String, String> KNOWN =
            Map.of(
                    "letsencrypt", "https://acme-v02.api.letsencrypt.org/directory",
                    "letsencrypt-staging",
                            "https://acme-staging-v02.api.letsencrypt.org/directory");

    /** Throws INVALID {@code bad-knob}. */
    static Optional<PublicAuthority> of(Configuration configuration) {
        String said = configuration.text(Knob.ACME);
        if (said.equals(OFF)) {
            return Optional.empty();
        }
        String url = KNOWN.getOrDefault(said, said);
        if (!url.matches("https://[A-Za-z0-9.:\\[\\]-]+(/[!-~]*)?")) {
            throw Problem.invalid(
                    "bad-knob",
                    Knob.ACME.variable()
                            + " is '"
                            + said
                            + "': write off, letsencrypt, letsencrypt-staging or the https URL of an"
                            + " ACME directory");
        }
        Optional<String> trust = text(configuration, Knob.ACME_CA).map(AcmeAuthority::read);
        return Optional.of(
                new AcmeAuthority(
                        URI.create(url),
                        new AcmeClient(
                                URI.create(url), trust, text(configuration, Knob.ACME_EMAIL))));
    }

    private static String read(String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw Problem.invalid(
                    "bad-knob",
                    Knob.ACME_CA.variable() + " is '" + file + "': there is no such file to read");
        }
        return SmallFiles.read(Path.of(file));
    }

    private static Optional<String> text(Configuration configuration, Knob knob) {
        return Optional.of(configuration.text(knob)).filter(each -> !each.equals(NONE));
    }

    @Override
    public String directory() {
        return url.toString();
    }

    @Override
    public Secret newAccountKey() {
        return AcmeClient.newAccountKey();
    }

    @Override
    public TlsIdentity obtain(Secret accountKey, CertificateOrder order, Consumer<NameProof> show)
            throws InterruptedException {
        return client.obtain(accountKey, order, show);
    }

    @Override
    public Optional<SuggestedRenewal> renewal(X509Certificate certificate) {
        return client.renewal(certificate);
    }
}
