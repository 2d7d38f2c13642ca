package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {
    @Test
    void durationsAreExactToTheNanosecond() {
        assertThat(DurationText.parse("540.0015s")).contains(Duration.ofNanos(540_001_500_000L));
        assertThat(DurationText.parse("1m0.29s")).contains(Duration.ofMillis(60_290));
        assertThat(DurationText.parse("0.000000001s")).contains(Duration.ofNanos(1));
        assertThat(DurationText.parse("1d2h3m4s5ms6us"))
                .contains(
                        Duration.ofDays(1)
                                .plusHours(2)
                                .plusMinutes(3)
                                .plusSeconds(4)
                                .plusMillis(5)
                                .plusNanos(6000));
    }

    @Test
    void whatIsNoDurationIsNone() {
        assertThat(DurationText.parse("")).isEmpty();
        assertThat(DurationText.parse("10")).isEmpty();
        assertThat(DurationText.parse("-1s")).isEmpty();
        assertThat(DurationText.parse("1s 2")).isEmpty();
        assertThat(DurationText.parse("999999999999d")).isEmpty();
    }
}
