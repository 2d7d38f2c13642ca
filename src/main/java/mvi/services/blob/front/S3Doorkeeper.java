package mvi.services.blob.front;

import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.ChecksumWish;

/**
 * Finds out who sent a request: by its signature in header, query or chunks. A refusal is a {@link
 * mvi.engines.base.Problem} DENIED, or INVALID for what is malformed.
 */
@FunctionalInterface
public interface S3Doorkeeper {
    Admitted admit(HttpRequest request);

    /**
     * A request that is who it says it is.
     *
     * @param body the content, which throws at its end when it is not what was signed
     * @param checksum what header or trailer promise of the content
     */
    record Admitted(Principal principal, ByteSource body, Optional<ChecksumWish> checksum) {}
}
