package mvi.services.log.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.services.log.LogConfig;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import mvi.services.log.LogService.Following;
import mvi.services.log.LogService.SourcePosition;
import mvi.services.log.core.LogCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading forwards, on the real store. */
final class FollowingLogTest {
    private static final StoreLimits LIMITS = StoreLimits.DEFAULT.withDiskReserve(ByteCount.mib(1));
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int ALL = 256;

    private final FakeClock clock = new FakeClock();
    private @TempDir Path folder;
    private RecordStore store;
    private LogService log;

    @BeforeEach
    void open() {
        store = RecordStore.open(folder, RecordLogStore.FAMILIES, LIMITS, Disk.system());
        LogConfig config = new LogConfig(KEPT, ByteCount.mib(64), 2, 4);
        log = new LogCore(config, new RecordLogStore(store), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        open();
    }

    private void append(String app, String container, String... texts) {
        List<LogLine> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(new LogLine(clock.now(), app, "web", container, "stdout", text));
        }
        log.append(lines, new SourcePosition(container, 7, 1));
    }

    private void dropAll() {
        clock.pass(KEPT.plusSeconds(1));
        log.retain();
    }

    private LogCursor end() {
        return log.at(clock.now().plusMillis(1));
    }

    private Following after(LogCursor cursor) {
        return log.following("a", cursor, ALL);
    }

    private static List<String> texts(Following following) {
        return following.lines().stream().map(LogLine::text).toList();
    }

    @Test
    void linesOfAllContainersComeInTheOrderOfTheirAppends() {
        append("a", "c1", "1", "2");
        append("b", "c3", "not mine");
        append("a", "c2", "3");
        append("ab", "c4", "not mine either");
        append("a", "c1", "4");
        Following following = after(LogCursor.START);
        assertThat(texts(following)).containsExactly("1", "2", "3", "4");
        assertThat(following.isCut()).isFalse();
        assertThat(texts(after(following.next()))).isEmpty();
        append("a", "c2", "5");
        assertThat(texts(after(following.next()))).containsExactly("5");
        assertThat(texts(after(following.next()))).containsExactly("5");
    }

    @Test
    void eachLineComesOnceHoweverFewBatchesAreAskedFor() {
        for (int i = 0; i < 200; i++) {
            append("a", "c1", "first " + i, "second " + i);
            append("b", "c2", "not mine");
        }
        for (int limit : new int[] {1, 7, 64, 65, ALL}) {
            List<String> seen = new ArrayList<>();
            Following following = log.following("a", LogCursor.START, limit);
            while (!following.lines().isEmpty()) {
                assertThat(following.lines()).hasSizeLessThanOrEqualTo(2 * limit);
                seen.addAll(texts(following));
                following = log.following("a", following.next(), limit);
            }
            assertThat(seen)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 400)
                                    .mapToObj(i -> (i % 2 == 0 ? "first " : "second ") + i / 2)
                                    .toList());
        }
    }

    @Test
    void aCursorAtTheEndSeesLaterLinesOnly() {
        assertThat(texts(after(end()))).isEmpty();
        append("a", "c1", "before");
        append("b", "c2", "not mine");
        LogCursor end = end();
        assertThat(texts(after(end))).isEmpty();
        append("a", "c1", "after");
        assertThat(texts(after(end))).containsExactly("after");
        assertThat(texts(log.following("none", LogCursor.START, 1))).isEmpty();
    }

    @Test
    void aCursorIsGoodAfterReopening() {
        append("a", "c1", "1");
        LogCursor cursor = after(LogCursor.START).next();
        append("a", "c1", "2");
        reopen();
        append("a", "c1", "3");
        Following following = after(new LogCursor(cursor.sequence()));
        assertThat(texts(following)).containsExactly("2", "3");
        assertThat(following.isCut()).isFalse();
    }

    @Test
    void numbersGoOnThoughAllWasDroppedBeforeReopening() {
        append("a", "c1", "1");
        append("a", "c1", "2");
        LogCursor cursor = after(LogCursor.START).next();
        dropAll();
        reopen();
        append("a", "c1", "3");
        Following following = after(cursor);
        assertThat(texts(following)).containsExactly("3");
        assertThat(following.isCut()).isFalse();
    }

    @Test
    void whatWasDroppedUnreadIsSaidOnce() {
        append("a", "c1", "1");
        LogCursor cursor = after(LogCursor.START).next();
        append("a", "c1", "dropped");
        append("b", "c2", "not mine");
        dropAll();
        append("a", "c1", "3");
        Following following = after(cursor);
        assertThat(texts(following)).containsExactly("3");
        assertThat(following.isCut()).isTrue();
        assertThat(after(following.next()).isCut()).isFalse();
        assertThat(after(LogCursor.START).isCut()).isFalse();
    }

    @Test
    void aCursorAtATimeSeesEveryLineSince() {
        append("a", "c1", "before");
        clock.pass(Duration.ofSeconds(1));
        Instant since = clock.now();
        assertThat(texts(after(log.at(since)))).isEmpty();
        for (int i = 0; i < 200; i++) {
            append(i % 2 == 0 ? "a" : "b", "c" + i, "at once " + i);
        }
        clock.pass(Duration.ofSeconds(1));
        append("a", "c1", "later");
        assertThat(texts(after(log.at(since)))).hasSize(101).doesNotContain("before");
        assertThat(texts(after(log.at(clock.now())))).containsExactly("later");
        assertThat(texts(after(log.at(Instant.EPOCH)))).hasSize(102);
        reopen();
        assertThat(texts(after(log.at(since)))).hasSize(101);
    }

    @Test
    void whatWasDroppedUnreadIsSaidThoughNothingIsLeft() {
        LogCursor cursor = end();
        append("a", "c1", "dropped");
        dropAll();
        reopen();
        Following following = after(cursor);
        assertThat(following.lines()).isEmpty();
        assertThat(following.isCut()).isTrue();
        assertThat(after(following.next()).isCut()).isFalse();
    }

    @Test
    void whatWasReadOrIsOfOthersIsNoCut() {
        append("a", "c1", "1");
        LogCursor cursor = after(LogCursor.START).next();
        append("b", "c2", "not mine");
        dropAll();
        assertThat(after(cursor).isCut()).isFalse();
    }

    @Test
    void aCursorOfAnotherLogBeginsAnewAndSaysSo() {
        append("a", "c1", "1");
        Following following = after(new LogCursor(1_000));
        assertThat(texts(following)).containsExactly("1");
        assertThat(following.isCut()).isTrue();
        assertThat(after(following.next()).isCut()).isFalse();
    }

    @Test
    void linesThatAreAppendedMeanwhileComeOnceAndInOrder() throws Exception {
        int writers = 4;
        int each = 100;
        List<String> seen = new ArrayList<>();
        Bell bell = new Bell();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                LogService.Subscription watch = log.watch(bell)) {
            assertThat(watch).isNotNull();
            for (int writer = 0; writer < writers; writer++) {
                String container = "c" + writer;
                threads.submit(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                append("a", container, container + " " + i);
                            }
                        });
            }
            LogCursor cursor = LogCursor.START;
            while (seen.size() < writers * each) {
                long rung = bell.count();
                Following following = log.following("a", cursor, 3);
                seen.addAll(texts(following));
                cursor = following.next();
                if (following.lines().isEmpty()) {
                    bell.await(rung, Duration.ofSeconds(60));
                    assertThat(bell.count()).isGreaterThan(rung);
                }
            }
        }
        for (int writer = 0; writer < writers; writer++) {
            String container = "c" + writer + " ";
            assertThat(seen.stream().filter(text -> text.startsWith(container)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> container + i).toList());
        }
        assertThat(seen).isEqualTo(texts(after(LogCursor.START), after(new LogCursor(ALL))));
    }

    private static List<String> texts(Following first, Following second) {
        List<String> all = new ArrayList<>(texts(first));
        all.addAll(texts(second));
        return all;
    }

    /** Whoever reads while the oldest are dropped is never missing lines without being told. */
    @Test
    void whatIsDroppedMeanwhileIsSaid() throws Exception {
        int batches = 300;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(
                    () -> {
                        for (int i = 0; i < batches; i++) {
                            append("a", "c1", String.valueOf(i));
                            if (i % 10 == 9 && i < batches - 10) {
                                dropAll();
                            }
                        }
                    });
            LogCursor cursor = new LogCursor(0);
            int expected = 0;
            while (expected < batches) {
                Following following = log.following("a", cursor, 2);
                cursor = following.next();
                for (LogLine line : following.lines()) {
                    int number = Integer.parseInt(line.text());
                    if (number != expected) {
                        assertThat(number).isGreaterThan(expected);
                        assertThat(following.isCut()).as("before " + number).isTrue();
                    }
                    expected = number + 1;
                }
                if (following.isCut() && following.lines().isEmpty()) {
                    // As many batches as lines: what is next has its number.
                    expected = Math.toIntExact(cursor.sequence());
                }
            }
        }
    }

    @Test
    void aBellRingsForLinesOfAnyAppUntilItsWatchIsClosed() {
        Bell bell = new Bell();
        LogService.Subscription first = log.watch(bell);
        LogService.Subscription second = log.watch(bell);
        append("a", "c1", "1");
        assertThat(bell.count()).isEqualTo(2);
        append("a", "c1");
        assertThat(bell.count()).isEqualTo(2);
        first.close();
        first.close();
        append("b", "c2", "2");
        assertThat(bell.count()).isEqualTo(3);
        second.close();
        append("b", "c2", "3");
        assertThat(bell.count()).isEqualTo(3);
    }

    @Test
    void aLimitBeyondTheBoundsIsRefused() {
        for (int limit : new int[] {0, -1, ALL + 1}) {
            assertThatThrownBy(() -> log.following("a", LogCursor.START, limit))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("bad-limit"));
        }
        assertThatThrownBy(() -> new LogCursor(-2)).isInstanceOf(IllegalArgumentException.class);
    }
}
