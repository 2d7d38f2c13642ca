package mvi.services.blob.back;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mvi.engines.base.Problem;
import mvi.services.blob.ObjectName;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;

/** A record whose data is being looked at, one file after the other. */
final class Scrubbed {
    private final ScrubPlace.Stage stage;
    private final Records.Entry entry;
    private final Data data;
    private final boolean hasContent;
    private final boolean isSealed;
    private int nextFile;

    private Scrubbed(
            ScrubPlace.Stage stage,
            Records.Entry entry,
            Data data,
            boolean hasContent,
            boolean isSealed) {
        this.stage = stage;
        this.entry = entry;
        this.data = data;
        this.hasContent = hasContent;
        this.isSealed = isSealed;
    }

    /** Throws the Problem of a record that can't be read. */
    static Scrubbed of(ScrubPlace.Stage stage, Records.Entry entry, Records records) {
        if (stage == ScrubPlace.Stage.PARTS) {
            boolean isSealed =
                    ScrubbedNames.upload(entry, records)
                            .filter(upload -> upload.key().isPresent())
                            .isPresent();
            return new Scrubbed(stage, entry, Codec.part(entry.value()).data(), true, isSealed);
        }
        ObjectRecord object = Codec.object(entry.value());
        return new Scrubbed(
                stage, entry, object.data(), !object.isDeleteMarker(), object.key().isPresent());
    }

    /** How long data of this length is where it is kept. */
    long storedLength(long length) {
        return isSealed ? SealedFormat.sealedLength(length) : length;
    }

    Records.Entry entry() {
        return entry;
    }

    Data data() {
        return data;
    }

    boolean hasContent() {
        return hasContent;
    }

    /** Passes over the files that are done; the id of the one to go on with. */
    String skipTo(ScrubPlace place) {
        List<Data.Extent> extents = extents();
        for (int i = 0; i < extents.size(); i++) {
            if (extents.get(i).id().equals(place.file())) {
                nextFile = i;
                return place.file();
            }
        }
        return "";
    }

    Optional<Data.Extent> next() {
        List<Data.Extent> extents = extents();
        return nextFile < extents.size() ? Optional.of(extents.get(nextFile++)) : Optional.empty();
    }

    private List<Data.Extent> extents() {
        return data instanceof Data.Files files ? files.extents() : List.of();
    }

    /** What is wrong with the file at hand. */
    String inFile(String what) {
        int all = extents().size();
        return all == 1 ? what : "of its " + all + " files, number " + nextFile + ": " + what;
    }

    /** Whether a record has this data still: it is looked for wherever it may have gone. */
    boolean isHeld(Records records) {
        if (stage == ScrubPlace.Stage.PARTS) {
            return has(records, entry.key(), now -> Codec.part(now).data());
        }
        ObjectRecord object = Codec.object(entry.value());
        ObjectName name = object.object().name();
        return has(records, Keys.object(name), now -> Codec.object(now).data())
                || has(records, Keys.older(name, object.order()), now -> Codec.object(now).data());
    }

    /** Ids of data are given once, so the same ones are the same data. */
    private boolean has(Records records, byte[] key, Function<byte[], Data> dataOf) {
        try {
            return records.get(key).filter(now -> dataOf.apply(now).equals(data)).isPresent();
        } catch (Problem unreadable) {
            return true;
        }
    }
}
