package mvi.api.schema;

import java.util.List;

/**
 * A database. Times are as RFC 3339 has them, empty where there is none.
 *
 * @param state {@code creating}, {@code starting}, {@code running}, {@code restoring}, {@code
 *     deleted}
 * @param earliest moment that can be restored
 * @param latest moment that can be restored: now, while the archive keeps up
 * @param trouble why the archive does not keep up; empty when it does
 * @param lines what it said last; of a single one only
 */
public record DatabaseView(
        String app,
        String name,
        String engine,
        String image,
        String state,
        String address,
        String deleted,
        String earliest,
        String latest,
        String trouble,
        List<BackupView> backups,
        List<LineView> lines) {
    /** A line of its output. */
    public record LineView(String time, String text) {}

    /** A copy of its files, compressed. */
    public record BackupView(String id, String taken, long bytes) {}
}
