package mvi.services.log.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.services.log.LogConfig;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.log.LogService.LogQuery;
import mvi.services.log.LogService.SourcePosition;
import mvi.services.log.core.LogCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log on its real store. */
final class RecordLogTest {
    private static final StoreLimits LIMITS = StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1));
    private static final int TAIL_LINES = 4;

    private final FakeClock clock = new FakeClock();
    private final Instant start = clock.now();
    private @TempDir Path folder;
    private RecordStore store;
    private LogService log;

    @BeforeEach
    void open() {
        store = RecordStore.open(folder, RecordLogStore.FAMILIES, LIMITS, Disk.system());
        log = over(ByteCount.mib(64));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LogService over(ByteCount keep) {
        LogConfig config = new LogConfig(Duration.ofHours(1), keep, 2, TAIL_LINES);
        return new LogCore(config, new RecordLogStore(store), clock);
    }

    private LogLine line(String app, String container, int second, String text) {
        return new LogLine(start.plusSeconds(second), app, "web", container, "stdout", text);
    }

    private void append(String app, String container, long offset, int... seconds) {
        List<LogLine> lines = new ArrayList<>();
        for (int second : seconds) {
            lines.add(line(app, container, second, container + " at " + second));
        }
        log.append(lines, new SourcePosition(container, 7, offset));
    }

    private static LogQuery query(String app) {
        return new LogQuery(app, Optional.empty(), Optional.empty(), Optional.empty(), "", 10_000);
    }

    private LogQuery since(int second) {
        return new LogQuery(
                "a",
                Optional.empty(),
                Optional.empty(),
                Optional.of(start.plusSeconds(second)),
                "",
                100);
    }

    private static LogQuery search(String text, int limit) {
        return new LogQuery("a", Optional.empty(), Optional.empty(), Optional.empty(), text, limit);
    }

    private List<String> read(LogQuery query) {
        return log.read(query).stream().map(LogLine::text).toList();
    }

    @Test
    void linesComeBackInOrderAfterReopeningWithTheirPosition() {
        append("a", "c1", 10, 1, 2);
        append("a", "c1", 20, 2, 3);
        store.close();
        open();
        append("a", "c1", 30, 4);
        assertThat(read(query("a")))
                .containsExactly("c1 at 1", "c1 at 2", "c1 at 2", "c1 at 3", "c1 at 4");
        assertThat(log.position("c1")).contains(new SourcePosition("c1", 7, 30));
        assertThat(log.position("c2")).isEmpty();
    }

    @Test
    void whatALineSaysIsKeptToTheLetter() {
        LogLine odd =
                new LogLine(
                        start.plusNanos(123_456_789),
                        "a",
                        "p",
                        "c",
                        "stderr",
                        "\u00e4\ud83d\ude00\u0000\t".repeat(5000));
        log.append(List.of(odd), new SourcePosition("c", 1, 1));
        assertThat(log.read(query("a"))).containsExactly(odd);
    }

    @Test
    void aPositionWithoutLinesIsKeptAndCanBeForgotten() {
        log.append(List.of(), new SourcePosition("c1", 8, 99));
        assertThat(log.position("c1")).contains(new SourcePosition("c1", 8, 99));
        log.forget("c1");
        assertThat(log.position("c1")).isEmpty();
    }

    @Test
    void aStoreThatFailsKeepsNeitherLinesNorPosition() {
        append("a", "c1", 10, 1);
        store.close();
        assertThatThrownBy(() -> append("a", "c1", 20, 2)).isInstanceOf(Problem.class);
        open();
        assertThat(read(query("a"))).containsExactly("c1 at 1");
        assertThat(log.position("c1").orElseThrow().offset()).isEqualTo(10);
    }

    @Test
    void appsSeeTheirOwnLinesEvenWhenOneNameBeginsTheOther() {
        append("a", "c1", 1, 1);
        append("ab", "c2", 1, 2);
        append("a-b", "c3", 1, 3);
        assertThat(read(query("a"))).containsExactly("c1 at 1");
        assertThat(read(query("ab"))).containsExactly("c2 at 2");
        assertThat(read(query("none"))).isEmpty();
    }

    @Test
    void theNewestThatMatchAreGivenOldestFirst() {
        for (int second = 0; second < 300; second++) {
            append("a", "c1", second, second);
        }
        assertThat(read(search("", 2))).containsExactly("c1 at 298", "c1 at 299");
        assertThat(read(search("at 1", 3))).containsExactly("c1 at 197", "c1 at 198", "c1 at 199");
        assertThat(read(since(298))).containsExactly("c1 at 298", "c1 at 299");
    }

    @Test
    void sinceFindsLinesOfABatchThatLiesBeforeAnOlderOne() {
        append("a", "c1", 1, 10, 20);
        append("a", "c2", 1, 1, 2);
        append("a", "c2", 2, 3, 18);
        assertThat(read(since(15))).containsExactly("c2 at 18", "c1 at 20");
        append("a", "c3", 1, 4);
        assertThat(read(since(15))).containsExactly("c2 at 18", "c1 at 20");
        assertThat(read(since(21))).isEmpty();
    }

    @Test
    void aLimitBeyondTheBoundsIsRefused() {
        for (int limit : List.of(0, -1, 10_001)) {
            assertThatThrownBy(() -> log.read(search("", limit)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("bad-limit"));
        }
    }

    @Test
    void whatIsTooOldIsDroppedAndTheRestStays() {
        append("a", "c1", 1, 0);
        append("b", "c2", 1, 1);
        append("a", "c1", 2, 1, 600);
        clock.pass(Duration.ofSeconds(3602));
        log.retain();
        assertThat(read(query("a"))).containsExactly("c1 at 1", "c1 at 600");
        assertThat(read(query("b"))).isEmpty();
        assertThat(log.position("c2")).isPresent();
    }

    @Test
    void theOldestGiveWayToTheBytesAlsoAfterReopening() {
        for (int second = 0; second < 200; second++) {
            append("a", "c1", second, second);
        }
        store.close();
        open();
        log = over(new ByteCount(2000));
        log.retain();
        List<String> kept = read(query("a"));
        assertThat(kept).isNotEmpty().hasSizeLessThan(100).endsWith("c1 at 198", "c1 at 199");
        log.retain();
        assertThat(read(query("a"))).isEqualTo(kept);
        append("a", "c1", 500, 500);
        assertThat(read(query("a"))).endsWith("c1 at 199", "c1 at 500");
    }

    @Test
    void aTailGetsWhatMatchesFromNowOnAndIsToldWhatItMissed() throws InterruptedException {
        append("a", "c1", 1, 1);
        try (LogService.Tail tail = log.tail(search("", 100))) {
            append("b", "c2", 1, 2);
            append("a", "c1", 2, 3, 4);
            assertThat(tail.next()).extracting(LogLine::text).containsExactly("c1 at 3", "c1 at 4");
            append("a", "c1", 3, 5, 6, 7, 8, 9, 10);
            List<String> next = tail.next().stream().map(LogLine::text).toList();
            assertThat(next).hasSize(TAIL_LINES + 1).startsWith("c1 at 5");
            assertThat(next.getLast()).startsWith("2 lines were not shown");
        }
    }

    @Test
    void tailsAreBoundedAndAClosedOneMakesRoom() {
        LogService.Tail first = log.tail(query("a"));
        try (LogService.Tail second = log.tail(query("a"))) {
            assertThatThrownBy(() -> log.tail(query("a"))).isInstanceOf(Problem.class);
            first.close();
            log.tail(query("a")).close();
            assertThat(second).isNotNull();
        }
    }
}
