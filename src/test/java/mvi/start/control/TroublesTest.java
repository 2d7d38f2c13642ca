package mvi.start.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.fakes.FakeKv;
import mvi.fakes.Unreachable;
import mvi.platform.app.PlatformTables;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.host.HostService;
import org.junit.jupiter.api.Test;

/** What is told although every process runs. */
final class TroublesTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeKv kv = new FakeKv();
    private final Troubles troubles =
            new Troubles(
                    Path.of("/nowhere/at/all"),
                    Unreachable.of(HostService.class),
                    new BlobChecks(kv),
                    List::of,
                    Optional.empty());

    @Test
    void aDiskSaysWhoTakesNoWritesAndWhy() {
        assertThat(Troubles.refusal(ByteCount.mib(512).bytes())).isEmpty();
        assertThat(Troubles.refusal(ByteCount.mib(511).bytes()))
                .contains(
                        "Blob takes no writes: 511 MB of the disk are free, and the last 512 MB are"
                                + " kept in reserve: make room");
        assertThat(Troubles.refusal(0).orElseThrow())
                .startsWith("Blob, Key-Value, logs and metrics take no writes: 0 B");
    }

    @Test
    void damageIsToldAndDataThatIsAwayIsNot() {
        assertThat(troubles.all()).as("there is no table yet").isEmpty();
        PlatformTables.ensure(kv);
        assertThat(troubles.all()).isEmpty();
        assertThat(troubles.blob().state()).isEqualTo("ok");
        new BlobChecks(kv)
                .save(
                        BlobCheck.from(THEN, 0).plusObject(true).endedAt(THEN.plusSeconds(1)),
                        0,
                        List.of());
        assertThat(troubles.all())
                .containsExactly("1 objects of Blob are damaged: mvi blob check says which");
        assertThat(troubles.blob().state()).isEqualTo("failed");
    }
}
