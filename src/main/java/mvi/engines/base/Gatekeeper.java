package mvi.engines.base;

import java.util.Optional;

/**
 * The door of every front in {@code data}: finds the credential that a signature or password is
 * checked against, and answers once, before the service is called, whether its principal may.
 */
public interface Gatekeeper {
    Optional<Credential> credential(String accessKeyId);

    /**
     * Throws {@link Problem} DENIED {@code access-denied} when no grant allows it or one denies it.
     */
    void authorise(Principal principal, Permission permission);

    /**
     * Whose a credential is. To be asked once, when the sender has proven that it has the secret:
     * who keeps count of uses counts one.
     */
    default Principal proven(Credential credential) {
        return credential.principal();
    }
}
