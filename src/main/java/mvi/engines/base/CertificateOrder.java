package mvi.engines.base;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A certificate as a public authority is asked for it.
 *
 * @param name that it is for
 * @param challenge by which the name is proven, where the authority offers it; else by another
 * @param replaced the one that the authority gave for this name before (RFC 9773 section 5)
 */
public record CertificateOrder(
        String name, Challenge challenge, Optional<X509Certificate> replaced) {}
