package mvi.services.blob.back;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.BucketName;
import mvi.services.blob.core.UploadRecord;

/**
 * Whose data it is, as people call it. By the record's key, which stands where the record itself
 * can't be read; see {@link Keys}.
 */
final class ScrubbedNames {
    /** Behind the key of an older version: a zero and its place. */
    private static final int ORDER_BYTES = 1 + Long.BYTES;

    /** Behind the id of an upload: a zero and the part's number. */
    private static final int NUMBER_BYTES = 1 + Integer.BYTES;

    private ScrubbedNames() {}

    static BlobDamage of(
            ScrubPlace.Stage stage, Records.Entry entry, Records records, String what) {
        List<String> names = names(entry.key(), 0);
        if (stage == ScrubPlace.Stage.PARTS) {
            String upload = names(entry.key(), NUMBER_BYTES).get(2);
            int number = ByteBuffer.wrap(entry.key()).getInt(entry.key().length - Integer.BYTES);
            String key = key(entry, records);
            return new BlobDamage(
                    names.get(0), names.get(1), key, "", upload, "part " + number + ": " + what);
        }
        String key =
                stage == ScrubPlace.Stage.OLDER
                        ? names(entry.key(), ORDER_BYTES).get(2)
                        : names.get(2);
        return new BlobDamage(names.get(0), names.get(1), key, version(entry), "", what);
    }

    /** From this place on, records can't be read. */
    static BlobDamage ofIndex(ScrubPlace place, String why) {
        String kind =
                switch (place.stage()) {
                    case PARTS -> "parts of open uploads";
                    case NEWEST -> "objects";
                    case OLDER -> "older versions";
                    case ORPHANS, OVER -> "nothing";
                };
        List<String> names = names(place.key(), 0);
        String from =
                names.size() == 3 ? " from '" + names.get(1) + "/" + names.get(2) + "' on" : "";
        return new BlobDamage(
                "", "", "", "", "", "the index of " + kind + " can't be read" + from + ": " + why);
    }

    /** Account, bucket and the rest, without so many bytes at the end. */
    private static List<String> names(byte[] key, int end) {
        List<String> names = new ArrayList<>();
        int from = 1;
        int to = Math.max(from, key.length - end);
        for (int i = from; i < to && names.size() < 2; i++) {
            if (key[i] == 0) {
                names.add(new String(key, from, i - from, StandardCharsets.UTF_8));
                from = i + 1;
            }
        }
        names.add(new String(key, from, to - from, StandardCharsets.UTF_8));
        return names;
    }

    private static String version(Records.Entry entry) {
        try {
            return Codec.object(entry.value()).object().version();
        } catch (Problem unreadable) {
            return "";
        }
    }

    /** Empty when the upload has gone meanwhile. */
    private static String key(Records.Entry part, Records records) {
        try {
            return upload(part, records)
                    .map(upload -> upload.details().upload().object().key())
                    .orElse("");
        } catch (Problem unreadable) {
            return "";
        }
    }

    /** Of a part; empty when it has gone meanwhile. */
    static Optional<UploadRecord> upload(Records.Entry part, Records records) {
        List<String> names = names(part.key(), NUMBER_BYTES);
        BucketName bucket = new BucketName(names.get(0), names.get(1));
        return records.get(Keys.upload(bucket, names.get(2))).map(Codec::upload);
    }
}
