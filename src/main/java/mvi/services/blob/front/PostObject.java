package mvi.services.blob.front;

import java.net.URI;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.services.blob.ChecksumWish;

/**
 * A browser's upload whose policy allows it, or which is anonymous.
 *
 * @param headers its fields as a PUT has them in its header
 * @param file the content, which throws where it is not what the policy allows
 * @param checksum what a field promises of the content
 * @param status of the answer: 200, 201 or 204
 * @param redirect where the browser is sent instead
 */
public record PostObject(
        Principal principal,
        String bucket,
        String key,
        Headers headers,
        ByteSource file,
        Optional<ChecksumWish> checksum,
        int status,
        Optional<URI> redirect) {}
