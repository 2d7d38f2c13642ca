package mvi.api.front;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import mvi.api.schema.CertificateView;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.platform.certificate.CertificateKeeper;
import mvi.platform.certificate.CertificateKeeper.Shown;

/** The operations on certificates. */
final class CertificateHandlers {
    private final CertificateKeeper certificates;

    CertificateHandlers(CertificateKeeper certificates) {
        this.certificates = certificates;
    }

    HttpReply list(ApiCall call) {
        return AppHandlers.json(
                certificates.list().stream().map(CertificateHandlers::view).toList());
    }

    HttpReply put(ApiCall call) throws IOException {
        Map<String, Object> sent = call.json();
        TlsIdentity identity = new TlsIdentity(text(sent, "chain"), Secret.of(text(sent, "key")));
        return AppHandlers.json(view(certificates.put(identity, call.who())));
    }

    HttpReply remove(ApiCall call) {
        certificates.remove(call.path("name").toLowerCase(Locale.ROOT));
        return HttpReply.empty(204, Headers.NONE);
    }

    private static String text(Map<String, Object> sent, String name) {
        if (sent.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw Problem.invalid(
                "bad-certificate", "'" + name + "' is missing: both chain and key are PEM texts");
    }

    private static CertificateView view(Shown shown) {
        return new CertificateView(
                shown.names().getFirst(),
                shown.names(),
                shown.source().name().toLowerCase(Locale.ROOT),
                commonName(shown.certificate().getIssuerX500Principal().getName()),
                shown.certificate().getNotBefore().toInstant().toString(),
                shown.certificate().getNotAfter().toInstant().toString(),
                shown.by(),
                shown.trouble());
    }

    /** The whole name where it has no common one. */
    private static String commonName(String distinguished) {
        try {
            return new LdapName(distinguished)
                    .getRdns().stream()
                            .filter(each -> each.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElse(distinguished);
        } catch (InvalidNameException unusual) {
            return distinguished;
        }
    }
}
