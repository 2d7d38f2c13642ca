package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mvi.fakes.FakeClock;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.PlatformTables;
import mvi.platform.app.StoredCredential;
import mvi.services.kv.TableName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the use of access keys, with the stores of data. */
final class KeyUsesTest {
    private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private DataWorld world;

    @BeforeEach
    void open() {
        world = new DataWorld(folder, clock);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aUseIsWrittenOnceAndThenTheNextOne() {
        StoredCredential key = key("ci");
        world.changed();
        world.uses().note(key.accessKeyId());
        assertThat(world.credentials().uses()).isEmpty();

        world.uses().write();
        assertThat(world.credentials().uses()).isEqualTo(Map.of(key.accessKeyId(), THEN));
        world.changed();
        world.uses().write();
        assertThat(world.changed()).isEmpty();

        clock.pass(Duration.ofMillis(1_700));
        world.uses().note(key.accessKeyId());
        world.uses().write();
        assertThat(world.credentials().uses())
                .isEqualTo(Map.of(key.accessKeyId(), THEN.plusSeconds(1)));
    }

    @Test
    void writingUsesHasNoCredentialReadAnew() {
        StoredCredential key = key("ci");
        world.changed();
        world.uses().note(key.accessKeyId());
        world.uses().write();
        assertThat(world.changed())
                .containsExactly(PlatformTables.CREDENTIAL_USES)
                .doesNotContain(PlatformTables.CREDENTIALS, PlatformTables.GRANTS);
    }

    @Test
    void anEarlierTimeNeverReplacesALaterOne() {
        StoredCredential key = key("ci");
        clock.pass(Duration.ofMinutes(1));
        world.uses().note(key.accessKeyId());
        clock.pass(Duration.ofMinutes(-1));
        world.uses().note(key.accessKeyId());
        world.uses().write();
        assertThat(world.credentials().uses())
                .isEqualTo(Map.of(key.accessKeyId(), THEN.plusSeconds(60)));
    }

    @Test
    void aKeyThatIsGoneLeavesNothingAndKeepsNoOtherWaiting() throws Exception {
        StoredCredential gone = key("gone");
        List<String> stay = new ArrayList<>();
        for (int i = 0; i < KeyUses.KEYS_AT_ONCE + 1; i++) {
            stay.add(key("stay" + i).accessKeyId());
        }
        world.uses().note(gone.accessKeyId());
        stay.forEach(world.uses()::note);
        world.names().delete(gone, "test");
        world.uses().write();
        assertThat(world.credentials().uses()).containsOnlyKeys(stay);
    }

    @Test
    void theEndWritesWhatIsLeft() {
        StoredCredential key = key("ci");
        world.uses().start();
        world.uses().note(key.accessKeyId());
        world.uses().close();
        assertThat(world.credentials().uses()).containsOnlyKeys(key.accessKeyId());
        List<TableName> before = world.changed();
        world.uses().close();
        assertThat(before).contains(PlatformTables.CREDENTIAL_USES);
        assertThat(world.changed()).isEmpty();
    }

    private StoredCredential key(String name) {
        return world.names().create(name, CredentialWish.NONE).credential();
    }
}
