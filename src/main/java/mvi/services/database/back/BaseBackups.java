package mvi.services.database.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.BackupReport;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.PostgresInstance;
import org.jspecify.annotations.Nullable;

/** Takes copies of instances' files while they run, by {@code pg_basebackup}. */
final class BaseBackups {
    /** For the log that the copy needs. */
    private static final Duration LOG_WITHIN = Duration.ofMinutes(5);

    private final Instances instances;
    private final Archivers archivers;
    private final DatabaseArchive archive;
    private final Clock clock;
    private final Ids ids;
    private final Events events;

    BaseBackups(
            Instances instances,
            Archivers archivers,
            DatabaseArchive archive,
            Clock clock,
            Chance chance,
            Events events) {
        this.instances = instances;
        this.archivers = archivers;
        this.archive = archive;
        this.clock = clock;
        this.ids = new Ids(clock, chance);
        this.events = events;
    }

    /**
     * It is of use when this returns. Throws UNAVAILABLE {@code database-not-ready}, {@code
     * backup-failed}.
     */
    BaseBackup take(DatabaseRecord record) throws InterruptedException {
        Container container =
                instances
                        .container(record)
                        .filter(each -> each.state() == Container.State.RUNNING)
                        .orElseThrow(
                                () ->
                                        Problem.unavailable(
                                                "database-not-ready",
                                                "database '" + record.name() + "' does not run",
                                                null));
        Instant began = clock.now();
        String id = ids.next("bk-");
        Words words = new Words();
        Tail tail = new Tail();
        long bytes;
        try (CommandBody files =
                CommandBody.start(
                        out ->
                                instances.stream(
                                        container,
                                        PostgresInstance.copy(),
                                        new ContainerService.Streams(
                                                new ByteArrayInputStream(new byte[0]),
                                                tail.before(out),
                                                words)))) {
            bytes = archive.putFiles(record.id(), id, files);
        } catch (IOException | Problem failed) {
            throw failed(record, words.text(), failed);
        }
        String said = words.text();
        BackupReport report =
                BackupReport.parse(tail.text()).orElseThrow(() -> failed(record, said, null));
        Instant taken = clock.now();
        boolean hasLog =
                archivers
                        .of(record.id())
                        .orElseThrow(() -> failed(record, "it is not archived", null))
                        .await(report.stop(), LOG_WITHIN);
        if (!hasLog) {
            throw failed(record, "the archive does not get its log", null);
        }
        BaseBackup backup =
                new BaseBackup(
                        id, report.timeline(), report.start(), report.stop(), began, taken, bytes);
        archive.put(record.id(), backup);
        events.info(
                "database-backup",
                "app",
                record.app(),
                "database",
                record.name(),
                "backup",
                id,
                "bytes",
                bytes,
                "seconds",
                Duration.between(began, taken).toSeconds());
        return backup;
    }

    private static Problem failed(DatabaseRecord record, String said, @Nullable Exception why) {
        return new Problem(
                "backup-failed",
                Kind.UNAVAILABLE,
                "the files of database '%s' of app '%s' can't be copied: %s"
                        .formatted(record.name(), record.app(), said.strip()),
                said,
                why);
    }

    /** The last of a tar archive, where the backup's manifest ends. */
    private static final class Tail {
        private static final int LENGTH = 64 * 1024;

        private final byte[] ring = new byte[LENGTH];
        private long count;

        /** A stream that passes all on. */
        OutputStream before(OutputStream next) {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    keep(bytes, offset, length);
                    next.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    next.flush();
                }
            };
        }

        private void keep(byte[] bytes, int offset, int length) {
            for (int i = Math.max(0, length - LENGTH); i < length; i++) {
                ring[(int) ((count + i) % LENGTH)] = bytes[offset + i];
            }
            count += length;
        }

        String text() {
            int begin = (int) (count % LENGTH);
            byte[] all = new byte[LENGTH];
            System.arraycopy(ring, begin, all, 0, LENGTH - begin);
            System.arraycopy(ring, 0, all, LENGTH - begin, begin);
            return new String(all, StandardCharsets.ISO_8859_1);
        }
    }

    /** The first of what a command says, up to a limit. */
    private static final class Words extends OutputStream {
        private static final int MOST = 64 * 1024;

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int one) {
            if (kept.size() < MOST) {
                kept.write(one);
            }
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
