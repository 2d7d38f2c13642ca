package mvi.services.database.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an archive is good for, as pure functions of what is in it. */
public final class ArchivePlan {
    private static final Comparator<BaseBackup> BY_TIME = Comparator.comparing(BaseBackup::taken);

    private ArchivePlan() {}

    /** The backup to begin from: the latest that was over by then. */
    public static Optional<BaseBackup> baseFor(List<BaseBackup> backups, Instant target) {
        return backups.stream().filter(each -> !each.taken().isAfter(target)).max(BY_TIME);
    }

    /** The earliest moment that can be restored. */
    public static Optional<Instant> earliest(List<BaseBackup> backups) {
        return backups.stream().min(BY_TIME).map(BaseBackup::taken);
    }

    /**
     * Those that no moment of the window needs: all before the last one that was over when the
     * window began.
     */
    public static List<BaseBackup> outdated(
            List<BaseBackup> backups, Duration window, Instant now) {
        return baseFor(backups, now.minus(window))
                .map(
                        oldest ->
                                backups.stream()
                                        .filter(each -> each.taken().isBefore(oldest.taken()))
                                        .toList())
                .orElse(List.of());
    }

    /**
     * The pieces that make up the log from a place on, without a gap: where several begin at one
     * place, the longest.
     *
     * @param pieces of one timeline, by their start
     */
    public static List<WalPiece> chain(List<WalPiece> pieces, Lsn from) {
        List<WalPiece> chain = new ArrayList<>();
        Lsn end = from;
        for (int next = 0; next < pieces.size(); next++) {
            WalPiece best = pieces.get(next);
            while (next + 1 < pieces.size() && pieces.get(next + 1).start().equals(best.start())) {
                next++;
                best = longer(best, pieces.get(next));
            }
            if (best.end().compareTo(end) <= 0) {
                continue;
            }
            if (best.start().compareTo(end) > 0) {
                break;
            }
            chain.add(best);
            end = best.end();
        }
        return chain;
    }

    private static WalPiece longer(WalPiece one, WalPiece other) {
        return other.end().compareTo(one.end()) > 0 ? other : one;
    }
}
