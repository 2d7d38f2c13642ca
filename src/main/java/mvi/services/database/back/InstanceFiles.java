package mvi.services.database.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.InstancePaths;
import mvi.services.database.core.PostgresInstance;
import mvi.services.database.core.PostgresSettings;
import mvi.services.database.core.Recovery;

/**
 * The files of an instance. The instance owns its data; in what the platform reads and writes for
 * it, nothing of it can be made to stand for something else, since those folders are root's.
 */
final class InstanceFiles {
    private static final String PRIVATE = "rwx------";
    private static final String PUBLIC = "rwxr-xr-x";

    private final DatabaseConfig config;
    private final PlatformCa authority;

    InstanceFiles(DatabaseConfig config, PlatformCa authority) {
        this.config = config;
        this.authority = authority;
    }

    /** Whether there is a cluster. */
    boolean areThere(InstancePaths paths) {
        return Files.exists(paths.cluster().resolve("PG_VERSION"));
    }

    /** Makes the folders, and writes what the instance reads when it starts. */
    void write(DatabaseRecord record, InstancePaths paths, String address, Recovery recovery) {
        try {
            make(paths.root(), PUBLIC);
            if (Files.isDirectory(paths.root().resolve("cluster"))) {
                // As it was before there were settings beside it.
                make(paths.data(), PRIVATE);
                Files.move(paths.root().resolve("cluster"), paths.cluster());
            }
            make(paths.data(), PRIVATE);
            own(paths.data());
            make(paths.config(), PUBLIC);
            makeRestore(paths);
            String settings =
                    PostgresSettings.file(
                            config.memory(record.options()),
                            config.keptLog(),
                            record.options().isSynchronous() && !recovery.isAsked());
            if (recovery.isAsked()) {
                settings += PostgresSettings.recovery(recovery.target());
                Files.write(paths.cluster().resolve("recovery.signal"), new byte[0]);
                own(paths.cluster().resolve("recovery.signal"));
            }
            put(paths.config(), "postgresql.conf", settings);
            put(paths.config(), "pg_hba.conf", PostgresSettings.HOSTS);
            put(paths.config(), "pg_ident.conf", PostgresSettings.users(record.role()));
            TlsIdentity identity = authority.issue(List.of(record.name()), List.of(address));
            put(paths.config(), "server.crt", identity.chain());
            put(paths.config(), "server.key", identity.key().revealText());
        } catch (IOException failed) {
            throw new UncheckedIOException("can't write the settings in " + paths.root(), failed);
        }
    }

    private static void makeRestore(InstancePaths paths) throws IOException {
        make(paths.restore(), PUBLIC);
        make(paths.wanted(), PRIVATE);
        own(paths.wanted());
        make(paths.had(), PUBLIC);
        make(paths.missing(), PUBLIC);
    }

    private static void make(Path folder, String permissions) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    /** Gives it to the instance's user. */
    static void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", PostgresInstance.UID);
        Files.setAttribute(path, "unix:gid", PostgresInstance.UID);
    }

    /** Whole or not at all; written anew at each start, so that nothing need be synced. */
    private static void put(Path folder, String name, String text) throws IOException {
        Path next = folder.resolve(name + ".new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, text.getBytes(StandardCharsets.UTF_8));
        own(next);
        Files.move(
                next,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
