package mvi.engines.base;

/** What shows an authority of certificates that a name leads here; see {@link Challenge}. */
public sealed interface NameProof {
    /** {@code http://NAME/.well-known/acme-challenge/TOKEN} answers the text. */
    record Answered(String token, String text) implements NameProof {}

    /** Who asks for the name by {@code acme-tls/1} sees this and nothing else. */
    record Shown(String name, TlsIdentity identity) implements NameProof {}
}
