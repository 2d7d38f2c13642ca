package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthCountTest {
    private static final HealthProbe PROBE =
            new HealthProbe("", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3);

    private static Health after(String results) {
        HealthCount count = HealthCount.START;
        for (char each : results.toCharArray()) {
            count = count.after(each == '+', PROBE);
        }
        return count.health();
    }

    @Test
    void aTargetIsAddingUntilItRose() {
        assertThat(after("")).isEqualTo(Health.ADDING);
        assertThat(after("+")).isEqualTo(Health.ADDING);
        assertThat(after("----------")).isEqualTo(Health.ADDING);
        assertThat(after("+-+-+-")).isEqualTo(Health.ADDING);
        assertThat(after("--++")).isEqualTo(Health.HEALTHY);
    }

    @Test
    void onlyFailuresInARowFell() {
        assertThat(after("++--")).isEqualTo(Health.HEALTHY);
        assertThat(after("++--+--")).isEqualTo(Health.HEALTHY);
        assertThat(after("++---")).isEqualTo(Health.UNHEALTHY);
    }

    @Test
    void onlySuccessesInARowRise() {
        assertThat(after("++---+-+")).isEqualTo(Health.UNHEALTHY);
        assertThat(after("++---++")).isEqualTo(Health.HEALTHY);
    }
}
