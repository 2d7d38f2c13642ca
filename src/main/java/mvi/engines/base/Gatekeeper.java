package mvi.engines.base;

import java.util.Optional;

/**
 * The door of every front in {@code data}: finds the credential that a signature or password is
 * checked against, and answers once, before the service is called, whether its principal may.
 */
public interface Gatekeeper {
    Optional<Credential> credential(String accessKeyId);

    /** What the grants of the principal's account alone say, without throwing. */
    Decision decide(Principal principal, Permission permission);

    /**
     * Throws {@link Problem} DENIED {@code access-denied} when no grant allows it or one denies it.
     */
    default void authorise(Principal principal, Permission permission) {
        if (decide(principal, permission) != Decision.ALLOWED) {
            throw Problem.denied(
                    "access-denied",
                    "%s may not do %s on %s of account %s: no grant allows it, or one denies it"
                            .formatted(
                                    principal.name(),
                                    permission.action(),
                                    permission.resource(),
                                    permission.account()));
        }
    }

    /**
     * Whose a credential is. To be asked once, when the sender has proven that it has the secret:
     * who keeps count of uses counts one.
     */
    default Principal proven(Credential credential) {
        return credential.principal();
    }
}
