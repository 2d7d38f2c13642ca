package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.fakes.Scripted;
import mvi.platform.app.Generation;
import mvi.platform.release.WatchedAnswers.Answers;
import mvi.services.balancer.BalancerService;
import org.junit.jupiter.api.Test;

final class WatchedAnswersTest {
    private Instant started = Instant.EPOCH;
    private long good;
    private long bad;
    private final WatchedAnswers answers =
            new WatchedAnswers(Scripted.of(BalancerService.class, (method, with) -> readings()));

    @Test
    void onlyWhatIsAnsweredWhileItIsWatchedCounts() {
        good = 100;
        bad = 1000;
        assertThat(answers.of(wanted(2, ReleaseState.DRAINING))).isEmpty();
        assertThat(answers.of(wanted(2, ReleaseState.WATCHING)))
                .isEqualTo(Map.of("web", new Answers(0, 0)));
        good += 5;
        bad += 7;
        assertThat(answers.of(wanted(2, ReleaseState.WATCHING)))
                .isEqualTo(Map.of("web", new Answers(12, 7)));
        assertThat(answers.of(wanted(3, ReleaseState.WATCHING)))
                .as("another release")
                .isEqualTo(Map.of("web", new Answers(0, 0)));
        bad = 3;
        started = started.plusSeconds(1);
        assertThat(answers.of(wanted(3, ReleaseState.WATCHING)))
                .as("another balancer")
                .isEqualTo(Map.of("web", new Answers(0, 0)));
    }

    @Test
    void badIsMoreThanHalfOfEnough() {
        assertThat(new Answers(19, 19).areBad()).isFalse();
        assertThat(new Answers(20, 10).areBad()).isFalse();
        assertThat(new Answers(20, 11).areBad()).isTrue();
    }

    private BalancerService.Readings readings() {
        return new BalancerService.Readings(
                started,
                1,
                new BalancerService.ConnectionReading(1, 0, 0, 0, 0, Optional.empty()),
                List.of(reading("shop/web", good, bad), reading("shop2/web", 9, 9)));
    }

    private static BalancerService.RouteReading reading(String id, long good, long bad) {
        return new BalancerService.RouteReading(
                id, new long[] {0, good, 0, 0, bad}, new long[0], 0, 0, 0, 0, 0);
    }

    private static Wanted wanted(int release, ReleaseState state) {
        return new Wanted(
                "shop",
                new Generation(release, 0),
                state,
                List.of(),
                Map.of(),
                Set.of(),
                false,
                false);
    }
}
