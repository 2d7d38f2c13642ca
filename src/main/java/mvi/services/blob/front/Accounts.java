package mvi.services.blob.front;

import java.util.Optional;

/** Accounts as S3's documents name them. */
public interface Accounts {
    /** 64 hex digits. */
    String canonicalId(String account);

    String displayName(String account);

    /** The account with that canonical id, if there is one. */
    Optional<String> withCanonicalId(String id);
}
