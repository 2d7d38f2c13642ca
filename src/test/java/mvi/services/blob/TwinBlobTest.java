package mvi.services.blob;

import java.util.Optional;
import mvi.services.blob.front.S3Rig;

/** Blob at a service that knows one account, where the names of buckets say whose they are. */
final class TwinBlobTest extends BlobContract {
    @Override
    BlobService open(S3Rig rig) {
        return rig.far(S3Rig.OPERATOR_KEY, Optional.of("mvi-"));
    }
}
