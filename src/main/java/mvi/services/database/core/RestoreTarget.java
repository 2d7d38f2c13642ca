package mvi.services.database.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.database.RestorePoint;

/** Which moment is asked for, and whether an archive has it. */
public final class RestoreTarget {
    private RestoreTarget() {}

    /** The moment; empty for the last one. */
    public static Optional<Instant> of(RestorePoint point, List<BaseBackup> backups, Instant now) {
        return switch (point) {
            case RestorePoint.Latest unused -> Optional.empty();
            case RestorePoint.Backup backup ->
                    Optional.of(
                            backups.stream()
                                    .filter(each -> each.id().equals(backup.id()))
                                    .findFirst()
                                    .orElseThrow(() -> missing(backup.id()))
                                    .taken());
            case RestorePoint.At at -> {
                if (at.moment().isAfter(now)) {
                    throw outside(at.moment(), backups, now);
                }
                yield Optional.of(at.moment());
            }
        };
    }

    /** The backup to begin from. */
    public static BaseBackup base(List<BaseBackup> backups, Optional<Instant> target, Instant now) {
        return ArchivePlan.baseFor(backups, target.orElse(now))
                .orElseThrow(() -> outside(target.orElse(now), backups, now));
    }

    private static Problem outside(Instant asked, List<BaseBackup> backups, Instant now) {
        return Problem.invalid(
                "outside-window",
                ArchivePlan.earliest(backups)
                        .map(
                                earliest ->
                                        "%s is not between %s and %s, which is what can be restored"
                                                .formatted(asked, earliest, now))
                        .orElse("there is no backup yet: the first one is taken within a minute"));
    }

    private static Problem missing(String backup) {
        return Problem.missing("no-such-backup", "there is no backup '" + backup + "'");
    }
}
