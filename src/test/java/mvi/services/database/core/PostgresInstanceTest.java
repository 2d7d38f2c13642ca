package mvi.services.database.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import org.junit.jupiter.api.Test;

final class PostgresInstanceTest {
    private static final DatabaseRecord RECORD =
            new DatabaseRecord(
                    "shop",
                    "db",
                    "db-1",
                    "mvi/postgres@sha256:1",
                    0,
                    "a\"b",
                    "it's",
                    "",
                    DatabaseOptions.USUAL,
                    DatabaseRecord.State.CREATING,
                    Instant.EPOCH,
                    Optional.empty());

    @Test
    void namesAndPasswordsAreQuotedAsPostgresHasIt() {
        assertThat(new String(PostgresInstance.setUp(RECORD, "o'\\x"), UTF_8))
                .contains(
                        "select 'create role \"a\"\"b\" login' where not exists"
                                + " (select from pg_roles where rolname = 'a\"b')",
                        "alter role \"a\"\"b\" login nosuperuser nocreatedb nocreaterole"
                                + " password 'o''\\x';",
                        "select 'create database \"it''s\"' where not exists"
                                + " (select from pg_database where datname = 'it''s')",
                        "alter database \"it's\" owner to \"a\"\"b\";");
    }

    @Test
    void aUrlIsEncoded() {
        assertThat(PostgresInstance.url(RECORD, "10.0.0.254", "p@ s/+"))
                .isEqualTo("postgres://a%22b:p%40%20s%2F%2B@10.0.0.254:5432/it%27s");
    }
}
