package mvi.services.database.back;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.container.Container;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresInstance;

/** Makes an instance what its record says: role, database, password, options. */
final class SetUp {
    private final DatabaseConfig config;
    private final DatabaseRecords records;
    private final Instances instances;
    private final DatabaseLogins logins;

    SetUp(
            DatabaseConfig config,
            DatabaseRecords records,
            Instances instances,
            DatabaseLogins logins) {
        this.config = config;
        this.records = records;
        this.instances = instances;
        this.logins = logins;
    }

    /**
     * Its record with other options. What an instance reads only when it starts has it stopped
     * here: it starts again over the same files.
     */
    DatabaseRecord change(DatabaseRecord record, Optional<DatabaseOptions> asked) {
        DatabaseOptions was = record.options();
        if (asked.isEmpty() || asked.get().equals(was)) {
            return record;
        }
        DatabaseOptions now = asked.get();
        DatabaseRecord changed = record.with(now);
        records.save(changed);
        if (now.isSynchronous() != was.isSynchronous()
                || !config.memory(now).equals(config.memory(was))) {
            instances.stop(record);
        }
        return changed;
    }

    /** Idempotent. */
    void run(DatabaseRecord record, Container container) {
        check(record, container);
        administer(record, container, PostgresInstance.setUp(record, logins.password(record)));
        if (!record.options().extensions().isEmpty()) {
            administer(record, container, PostgresInstance.extend(record));
        }
    }

    private void administer(DatabaseRecord record, Container container, byte[] statements) {
        String unused = instances.administer(record, container, statements);
    }

    private void check(DatabaseRecord record, Container container) {
        DatabaseOptions options = record.options();
        if (options.version().isEmpty() && options.extensions().isEmpty()) {
            return;
        }
        List<String> lines =
                instances
                        .administer(record, container, PostgresInstance.abilities())
                        .lines()
                        .toList();
        String version = lines.getFirst().split("[ .]", 2)[0];
        if (options.version().filter(each -> !each.equals(version)).isPresent()) {
            throw Problem.invalid(
                    "database-version",
                    "database '%s' of app '%s' is PostgreSQL %s, and its manifest asks for %s: take the version out, or move the data by dump and load"
                            .formatted(
                                    record.name(), record.app(), version, options.version().get()));
        }
        for (String each : options.extensions()) {
            if (!lines.contains(each)) {
                throw Problem.invalid(
                        "no-such-extension",
                        "PostgreSQL %s here has no extension '%s': it has %s"
                                .formatted(
                                        version,
                                        each,
                                        String.join(", ", lines.subList(1, lines.size()))));
            }
        }
    }
}
