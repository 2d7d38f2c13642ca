package mvi.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GenerationTest {
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v3.1", "v999999999.999999999"})
    void aLabelIsReadBack(String label) {
        assertThat(Generation.parse(label).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v", "3", "v-1", "v1.", "v1.2.3", "v9999999999", " v1", "v1\n", "V1"})
    void aLabelThatNoReleaseWroteIsNone(String label) {
        assertThat(Generation.parse(label)).isEqualTo(Generation.NONE);
        assertThat(Generation.parse(label).releaseName()).isEmpty();
    }

    @Test
    void whatWasSettledStaysTheWayBackThroughSeveralRollouts() {
        Generation first = new Generation(1, 0);
        Generation second = new Generation(2, 0);
        Desired settled = Desired.NOTHING.rollingTo(first).settled();
        assertThat(settled.rollingTo(second).undone().generation()).isEqualTo(first);
        assertThat(settled.rollingTo(second).rollingTo(new Generation(3, 0)).undone().generation())
                .isEqualTo(first);
        assertThat(settled.rollingTo(second).settled().undone().generation())
                .isEqualTo(Generation.NONE);
        assertThat(Desired.NOTHING.rollingTo(first).undone().generation())
                .isEqualTo(Generation.NONE);
    }

    @Test
    void everyRestartIsAGenerationOfItsOwn() {
        Desired settled = Desired.NOTHING.rollingTo(new Generation(1, 0)).settled();
        Desired once = settled.restarting().settled();
        Desired twice = once.restarting();
        assertThat(once.generation().label()).isEqualTo("v1.1");
        assertThat(twice.generation().label()).isEqualTo("v1.2");
        assertThat(twice.undone().generation().label()).isEqualTo("v1.1");
    }

    @Test
    void scaleIsKeptThroughRolloutsAndTheFirstDeletionCounts() {
        Instant early = Instant.EPOCH;
        Desired scaled = Desired.NOTHING.scaled(Map.of("web", 3)).scaled(Map.of("worker", 1));
        Desired gone = scaled.rollingTo(new Generation(1, 0)).deletedAt(early, false);
        assertThat(gone.scale()).containsOnly(Map.entry("web", 3), Map.entry("worker", 1));
        Desired again = gone.deletedAt(early.plusSeconds(9), true);
        assertThat(again.deleted()).contains(early);
        assertThat(again.isPurged()).isTrue();
    }
}
