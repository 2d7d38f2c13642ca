package mvi.services.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.DatabaseService.Client;
import org.junit.jupiter.api.Test;

final class PostgresClientsTest {
    private static final DatabaseRecord RECORD =
            new DatabaseRecord(
                    "shop",
                    "db",
                    "db-1",
                    "mvi/postgres@sha256:1",
                    0,
                    "it's $me",
                    "`mine`",
                    "",
                    DatabaseOptions.USUAL,
                    DatabaseRecord.State.READY,
                    Instant.EPOCH,
                    Optional.empty());

    @Test
    void psqlIsTheAppsRoleAndTakesItsArgumentsAsTheyAre() {
        assertThat(PostgresClients.command(RECORD, Client.PSQL, List.of("-c", "select '$1'")))
                .containsExactly(
                        "/mvi/psql", "-U", "it's $me", "-d", "`mine`", "-c", "select '$1'");
    }

    @Test
    void noShellReadsANameAsItsOwn() {
        for (Client each : Client.values()) {
            List<String> command = PostgresClients.command(RECORD, each, List.of());
            assertThat(command).contains(RECORD.role(), RECORD.database());
            if (command.contains("-c")) {
                assertThat(command.get(2)).doesNotContain(RECORD.role(), RECORD.database());
            }
        }
    }

    @Test
    void theContainersUserIsTheAppsRoleWhateverItsName() {
        assertThat(PostgresSettings.users("a\"b"))
                .isEqualTo("administrator postgres mvi\nadministrator postgres \"a\"\"b\"\n");
    }
}
