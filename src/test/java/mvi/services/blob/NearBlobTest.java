package mvi.services.blob;

import mvi.services.blob.front.S3Rig;

/** Blob in this process. */
final class NearBlobTest extends BlobContract {
    @Override
    BlobService open(S3Rig rig) {
        return rig.blob();
    }
}
