package mvi.services.blob.front;

import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.ChecksumWish;

/**
 * Finds out who sent a request: by its signature in header, query, chunks or form. A refusal is a
 * {@link mvi.engines.base.Problem} DENIED, or INVALID for what is malformed.
 */
public interface S3Doorkeeper {
    Admitted admit(HttpRequest request);

    /** A browser's form, of which all is read but the file. */
    PostObject admitForm(HttpRequest request, String bucket);

    /**
     * A request that is who it says it is, or is anonymous.
     *
     * @param request with the header fields that a presigned query carries
     * @param body the content, which throws at its end when it is not what was signed
     * @param checksum what header or trailer promise of the content
     */
    record Admitted(
            HttpRequest request,
            Principal principal,
            ByteSource body,
            Optional<ChecksumWish> checksum) {
        Admitted with(HttpRequest other) {
            return new Admitted(other, principal, body, checksum);
        }
    }
}
