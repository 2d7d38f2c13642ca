package mvi.manifest;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/**
 * Reads a PEM file of the project (RFC 7468) with the authorities that issue certificates to an
 * app's clients. It is small, and goes with the manifest.
 */
final class AuthorityReader {
    private static final String KEY = "x-mvi.client_certificates";

    /** Some forty authorities: each handshake names them to the client. */
    private static final int LIMIT = 64 << 10;

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private final ReadContext context;

    AuthorityReader(ReadContext context) {
        this.context = context;
    }

    /** The certificates alone, without what stands between them. */
    Optional<String> read(Tree tree) {
        Optional<String> path =
                context.values()
                        .text(KEY, tree)
                        .flatMap(written -> context.file(KEY, written, tree, "make it there"));
        path.ifPresent(context.used()::add);
        return path.flatMap(file -> EnvironmentReader.text(context, file, tree.place()))
                .flatMap(text -> authorities(text, path.get(), tree));
    }

    private Optional<String> authorities(String text, String file, Tree tree) {
        if (text.length() > LIMIT) {
            context.findings()
                    .error(tree.place(), "too-large", "'" + file + "' is larger than 64 KiB", "");
            return Optional.empty();
        }
        if (text.contains("PRIVATE KEY-----")) {
            return bad(tree, file, "has a private key in it", "take it out: no deploy needs it");
        }
        StringBuilder pem = new StringBuilder();
        Matcher each = CERTIFICATE.matcher(text);
        while (each.find()) {
            pem.append(each.group()).append('\n');
        }
        if (pem.isEmpty()) {
            return bad(tree, file, "has no certificate in PEM", "name the authority's own");
        }
        try {
            List<X509Certificate> all = TlsIdentity.certificates(pem.toString());
            for (X509Certificate certificate : all) {
                if (certificate.getBasicConstraints() < 0) {
                    return bad(
                            tree,
                            file,
                            "has a certificate that is no authority's: "
                                    + certificate.getSubjectX500Principal(),
                            "name the one that has issued it");
                }
            }
        } catch (Problem unreadable) {
            return bad(tree, file, "has a certificate that can't be read", "copy it again");
        }
        return Optional.of(pem.toString());
    }

    private Optional<String> bad(Tree tree, String file, String why, String fix) {
        context.findings()
                .error(tree.place(), "bad-authority", KEY + ": '" + file + "' " + why, fix);
        return Optional.empty();
    }
}
