package mvi.services.image.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.services.image.Digest;
import mvi.services.image.LayerUpload;
import mvi.services.image.Repository;

/**
 * An upload between two requests.
 *
 * @param chunks the keys of its bytes so far, in order
 * @param only the digest of the only chunk, while there is one: most uploads are a single chunk,
 *     and become a layer without being read again
 */
public record UploadState(
        Repository repository,
        String id,
        List<String> chunks,
        long received,
        Optional<Digest> only,
        Instant begun) {
    public UploadState {
        chunks = List.copyOf(chunks);
    }

    UploadState with(String key, long count, Digest digest) {
        List<String> more = new ArrayList<>(chunks);
        more.add(key);
        return new UploadState(
                repository,
                id,
                more,
                received + count,
                chunks.isEmpty() ? Optional.of(digest) : Optional.empty(),
                begun);
    }

    LayerUpload view() {
        return new LayerUpload(repository, id, received);
    }
}
