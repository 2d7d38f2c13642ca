package mvi.services.blob;

import java.util.Optional;
import mvi.services.blob.front.S3Rig;

/** Blob in another process, as the platform reaches it. */
final class FarBlobTest extends BlobContract {
    @Override
    BlobService open(S3Rig rig) {
        return rig.far(S3Rig.PLATFORM_KEY, Optional.empty());
    }
}
