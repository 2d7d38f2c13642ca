package mvi.engines.proxy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A client's certificate in the words of {@code X-Forwarded-Client-Cert}, as Envoy writes it:
 * {@code Hash} (SHA-256 of the certificate), {@code Subject} (RFC 4514) and each {@code URI} of its
 * alternative names. What would end a value early stands in it as an escape of RFC 4514, so that no
 * subject can add a field.
 */
final class ClientCertificate {
    /** Longer than any authority makes a subject; without it the hash still tells who it is. */
    private static final int SUBJECT_LENGTH = 1024;

    private static final int URIS = 8;

    /** RFC 5280 section 4.2.1.6, uniformResourceIdentifier. */
    private static final Integer URI = 6;

    private ClientCertificate() {}

    static String forwarded(X509Certificate certificate) {
        StringBuilder all = new StringBuilder("Hash=").append(hash(certificate));
        String subject = subject(certificate.getSubjectX500Principal());
        if (subject.length() <= SUBJECT_LENGTH) {
            all.append(";Subject=\"").append(subject).append('"');
        }
        uris(certificate).forEach(each -> all.append(";URI=").append(each));
        return all.toString();
    }

    private static String hash(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate without its bytes", impossible);
        }
    }

    static String subject(X500Principal principal) {
        String name = principal.getName(X500Principal.RFC2253);
        StringBuilder safe = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\\' && i < name.length() && "\"\\".indexOf(name.charAt(i)) >= 0) {
                c = name.charAt(i++);
            } else if (c >= ' ' && c < 0x7f && c != '"') {
                safe.append((char) c);
                continue;
            }
            for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                safe.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return safe.toString();
    }

    private static List<String> uris(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return names == null
                ? List.of()
                : names.stream()
                        .filter(each -> URI.equals(each.getFirst()))
                        .map(each -> String.valueOf(each.get(1)))
                        .filter(each -> each.matches("[A-Za-z0-9:/._~%@+-]{1,256}"))
                        .limit(URIS)
                        .toList();
    }
}
