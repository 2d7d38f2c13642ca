package mvi.services.blob.back;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.core.Data;
import org.jspecify.annotations.Nullable;

/**
 * One pass over everything that is kept: parts of open uploads, then newest versions, then those
 * behind them, each compared with what its record says; at last files that no record holds are
 * removed. In this order, because a part becomes an object and a newest version an older one:
 * nothing moves out of the pass's sight while it waits its turn, but an older version whose newer
 * ones are deleted, which the next pass sees.
 *
 * <p>Goes on a little with each {@link #step}, so that its caller can slow it down, stop it at any
 * time and go on later from {@link #state}. No lock is taken: a file never changes, and what looks
 * damaged is looked up again, since it may have been replaced or deleted meanwhile.
 */
public final class Scrubber implements Closeable {
    /** A look at a record or a file costs the disk as much as reading this. */
    private static final long LOOK_BYTES = 4096;

    /** Few, since those of large objects are large, and since they grow old here. */
    private static final int PAGE = 16;

    private final Records records;
    private final DataFiles files;
    private final Clock clock;
    private final UncachedFile.Memory memory;
    private final ArrayDeque<Records.Entry> page = new ArrayDeque<>();
    private final List<BlobDamage> found = new ArrayList<>();
    private BlobCheck check;
    private int pageSize = PAGE;
    private ScrubPlace place;
    private @Nullable Scrubbed current;
    private @Nullable ScrubbedFile open;
    private @Nullable NavigableSet<String> folders;

    /**
     * @param check to go on with
     */
    Scrubber(
            Records records,
            DataFiles files,
            UncachedFile.Memory memory,
            Clock clock,
            BlobCheck check) {
        this.records = records;
        this.files = files;
        this.memory = memory;
        this.clock = clock;
        this.check = check;
        this.place = ScrubPlace.parse(check.place());
    }

    public boolean isOver() {
        return place.stage() == ScrubPlace.Stage.OVER;
    }

    /** What has been done up to the last file that was read whole. */
    public BlobCheck state() {
        return isOver() ? check.endedAt(clock.now()) : check.at(place.text());
    }

    /** What has been found since it was asked last. */
    public List<BlobDamage> takeFound() {
        List<BlobDamage> taken = List.copyOf(found);
        found.clear();
        return taken;
    }

    /** Does a little; how much that cost, as bytes read. */
    public long step() {
        if (open != null) {
            return read(open);
        }
        if (current != null) {
            return goOn(current);
        }
        return switch (place.stage()) {
            case OVER -> 0;
            case ORPHANS -> sweep();
            case PARTS, NEWEST, OLDER -> page.isEmpty() ? turnPage() : begin(page.removeFirst());
        };
    }

    @Override
    public void close() {
        closeFile();
    }

    private long turnPage() {
        try {
            page.addAll(records.scan(place.stage().prefix(), place.key(), pageSize));
        } catch (Problem problem) {
            if (!isDamage(problem)) {
                throw problem;
            }
            if (pageSize > 1) {
                // What stands before it on the page can be read.
                pageSize = 1;
                return LOOK_BYTES;
            }
            // No key is known behind what can't be read, so the rest of these records is left out.
            found.add(ScrubbedNames.ofIndex(place, problem.publicMessage()));
            check = check.plusObject(true);
            endStage();
            return LOOK_BYTES;
        }
        if (page.isEmpty()) {
            endStage();
        }
        return LOOK_BYTES;
    }

    private static String why(Problem problem) {
        return problem.detail().isEmpty() ? problem.publicMessage() : problem.detail();
    }

    private void endStage() {
        place = place.nextStage();
        pageSize = PAGE;
    }

    /** Those of the store under the records, which goes on in spite of them. */
    private static boolean isDamage(Problem problem) {
        return problem.code().equals("record-damaged") || problem.code().equals("store-damaged");
    }

    private long begin(Records.Entry entry) {
        Scrubbed begun;
        try {
            begun = Scrubbed.of(place.stage(), entry, records);
        } catch (Problem unreadable) {
            boolean isStill =
                    records.get(entry.key())
                            .filter(now -> Arrays.equals(now, entry.value()))
                            .isPresent();
            if (isStill) {
                tell(entry, "its record can't be read: " + why(unreadable));
            }
            place = place.after(entry.key());
            return LOOK_BYTES;
        }
        if (!begun.hasContent()) {
            place = place.after(entry.key());
            return LOOK_BYTES;
        }
        place = place.at(entry.key(), begun.skipTo(place));
        current = begun;
        return LOOK_BYTES;
    }

    private long goOn(Scrubbed it) {
        if (it.data() instanceof Data.Small small) {
            Optional<String> wrong = wrong(it, small);
            end(it, wrong);
            return Math.max(LOOK_BYTES, small.length());
        }
        Optional<Data.Extent> extent = it.next();
        if (extent.isEmpty()) {
            end(it, Optional.empty());
            return 0;
        }
        place = place.at(it.entry().key(), extent.get().id());
        try {
            ScrubbedFile file =
                    ScrubbedFile.open(
                            files.path(extent.get().id()),
                            extent.get(),
                            it.storedLength(extent.get().length()),
                            memory);
            if (file.wrongBefore().isPresent()) {
                file.close();
                end(it, file.wrongBefore().map(it::inFile));
            } else {
                open = file;
            }
        } catch (IOException failed) {
            end(it, Optional.of(it.inFile(ScrubbedFile.explained(failed))));
        }
        return LOOK_BYTES;
    }

    private Optional<String> wrong(Scrubbed it, Data.Small small) {
        try {
            Optional<byte[]> record = records.get(Keys.small(small.id()));
            if (record.isEmpty()) {
                return Optional.of("its data is gone");
            }
            byte[] data = Codec.smallData(record.get());
            check = check.plusBytes(data.length);
            long wanted = it.storedLength(small.length());
            return data.length == wanted
                    ? Optional.empty()
                    : Optional.of(ScrubbedFile.otherLength(data.length, wanted));
        } catch (Problem problem) {
            if (isDamage(problem) || problem.kind() == Kind.BUG) {
                return Optional.of("its data can't be read: " + why(problem));
            }
            throw problem;
        }
    }

    private long read(ScrubbedFile file) {
        Scrubbed it = Objects.requireNonNull(current);
        try {
            long count = file.readBlock();
            if (!file.isOver()) {
                return count;
            }
            check = check.plusBytes(file.count());
            closeFile();
            if (file.wrongAfter().isPresent()) {
                end(it, file.wrongAfter().map(it::inFile));
            }
            return count;
        } catch (IOException failed) {
            closeFile();
            end(it, Optional.of(it.inFile(ScrubbedFile.explained(failed))));
            return LOOK_BYTES;
        }
    }

    private void closeFile() {
        ScrubbedFile file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }

    private void end(Scrubbed it, Optional<String> wrong) {
        current = null;
        if (wrong.isPresent()) {
            if (it.isHeld(records)) {
                tell(it.entry(), wrong.get());
            }
        } else {
            check = check.plusObject(false);
        }
        place = place.after(it.entry().key());
    }

    private void tell(Records.Entry entry, String what) {
        found.add(ScrubbedNames.of(place.stage(), entry, records, what));
        check = check.plusObject(true);
    }

    /** One folder at a time. */
    private long sweep() {
        try {
            if (folders == null) {
                folders = files.folders();
            }
            String folder = folders.higher(place.folder());
            if (folder == null) {
                endStage();
                return LOOK_BYTES;
            }
            DataFiles.Swept swept =
                    files.sweepOld(
                            folder, clock.now(), id -> records.get(Keys.file(id)).isPresent());
            check = check.plusOrphans(swept.removed());
            place = place.after(folder);
            return LOOK_BYTES * (1 + swept.seen());
        } catch (IOException unreadable) {
            throw Problem.unavailable(
                    "blob-unavailable", "a folder of data can't be listed", unreadable);
        }
    }
}
