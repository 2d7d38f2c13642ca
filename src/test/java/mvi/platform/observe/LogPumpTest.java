package mvi.platform.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mvi.engines.base.Bell;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.fakes.FakeClock;
import mvi.fakes.RunningContainer;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.log.LogCursor;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pump over the engine's real files, with a Log that may fail at any append. */
final class LogPumpTest {
    private static final String ID = "c0ffee";
    private @TempDir Path folder;
    private final KeptLog log = new KeptLog();

    /** Lines and positions in memory: both of a batch, or neither. */
    private static final class KeptLog implements LogService {
        private final List<String> texts = new ArrayList<>();
        private final Map<String, SourcePosition> positions = new HashMap<>();
        private int failIn = Integer.MAX_VALUE;

        @Override
        public void append(List<LogLine> lines, SourcePosition position) {
            if (failIn-- <= 0) {
                failIn = Integer.MAX_VALUE;
                throw Problem.unavailable("log-down", "the log is down", null);
            }
            lines.forEach(line -> texts.add(line.text()));
            positions.put(position.source(), position);
        }

        @Override
        public Optional<SourcePosition> position(String source) {
            return Optional.ofNullable(positions.get(source));
        }

        @Override
        public void forget(String source) {
            positions.remove(source);
        }

        @Override
        public List<LogLine> read(LogQuery query) {
            throw new AssertionError("the pump only writes");
        }

        @Override
        public Tail tail(LogQuery query) {
            throw new AssertionError("the pump only writes");
        }

        @Override
        public Following following(String app, LogCursor after, int limit) {
            throw new AssertionError("the pump only writes");
        }

        @Override
        public LogCursor at(Instant time) {
            throw new AssertionError("the pump only writes");
        }

        @Override
        public Subscription watch(Bell bell) {
            throw new AssertionError("the pump only writes");
        }

        @Override
        public void retain() {
            throw new AssertionError("the pump only writes");
        }
    }

    private Path file() {
        return folder.resolve("ctr.log");
    }

    private LogPump pump() {
        Container container =
                RunningContainer.of(
                        ID,
                        "web-1",
                        new ContainerSpec.Labels("a", "web", "v1", "process"),
                        Optional.of(file()));
        FakeClock clock = new FakeClock();
        Events events = Events.to(new StringBuilder(), clock);
        return new LogPump(only(container), log, clock, events);
    }

    /** The engine's words for one container that is there. */
    private static ContainerService only(Container container) {
        return (ContainerService)
                java.lang.reflect.Proxy.newProxyInstance(
                        LogPumpTest.class.getClassLoader(),
                        new Class<?>[] {ContainerService.class},
                        (_, method, _) ->
                                switch (method.getName()) {
                                    case "find" -> Optional.of(container);
                                    case "list" -> List.of(container);
                                    default -> throw new AssertionError(method.getName());
                                });
    }

    private void write(String text) {
        try {
            Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void rotate() throws IOException {
        Path next = Files.createFile(folder.resolve("ctr.log.tmp"));
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(String stream, String mark, String text) {
        return Instant.EPOCH + " " + stream + " " + mark + " " + text + "\n";
    }

    private static String line(String text) {
        return line("stdout", "F", text);
    }

    @Test
    void aTornLineWaitsForItsEnd() {
        String second = line("second");
        write(line("first") + second.substring(0, 30));
        try (LogPump pump = pump()) {
            pump.drained(ID);
            assertThat(log.texts).containsExactly("first");
            write(second.substring(30));
            pump.drained(ID);
            assertThat(log.texts).containsExactly("first", "second");
        }
    }

    @Test
    void partsOfALineAreOneLineAndNoStreamLosesItsOwn() {
        write(line("stdout", "P", "a") + line("stderr", "P", "x"));
        write(line("stdout", "F", "b") + line("stdout", "P", "c") + line("stderr", "P", "y"));
        try (LogPump pump = pump()) {
            pump.drained(ID);
        }
        assertThat(log.texts).containsExactlyInAnyOrder("ab", "c", "xy");
    }

    @Test
    void aFileThatWasReplacedIsReadToItsEndAndThenTheNewOne() throws IOException {
        try (LogPump pump = pump()) {
            write(line("1"));
            pump.drained(ID);
            write(line("2"));
            rotate();
            write(line("3"));
            pump.drained(ID);
            assertThat(log.texts).containsExactly("1", "2", "3");
        }
    }

    @Test
    void aFileThatWasCutIsReadFromItsBeginning() throws IOException {
        try (LogPump pump = pump()) {
            write(line("1") + line("2"));
            pump.drained(ID);
            Files.writeString(file(), line("3"));
            pump.drained(ID);
            assertThat(log.texts).containsExactly("1", "2", "3");
        }
    }

    /** Control dies after any append, or Log fails in any; the engine writes on and rotates. */
    @Test
    void noLineIsLostOrDoubledOverRestartsAtAnyPoint() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            Files.deleteIfExists(file());
            log.texts.clear();
            log.positions.clear();
            List<String> written = new ArrayList<>();
            LogPump pump = pump();
            for (int step = 0; step < 60; step++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    String text = "line " + written.size() + " " + "x".repeat(random.nextInt(9000));
                    written.add(text);
                    write(line(text));
                }
                log.failIn = random.nextInt(5) == 0 ? 0 : Integer.MAX_VALUE;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        pump.close();
                        pump = pump();
                    }
                    case 1 -> rotateWhenRead(pump);
                    default -> drain(pump);
                }
            }
            log.failIn = Integer.MAX_VALUE;
            drain(pump);
            pump.close();
            assertThat(log.texts.stream().map(LogPumpTest::number))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(written.stream().map(LogPumpTest::number).toList());
            assertThat(log.texts.equals(written)).as("seed %d", seed).isTrue();
        }
    }

    private static String number(String text) {
        return text.split(" ", -1)[1];
    }

    /** A rotation while nobody reads loses what was not read: that is the engine's bound. */
    private void rotateWhenRead(LogPump pump) throws IOException {
        log.failIn = Integer.MAX_VALUE;
        drain(pump);
        if (Files.exists(file())) {
            rotate();
        }
        drain(pump);
    }

    private static void drain(LogPump pump) {
        try {
            pump.drained(ID);
        } catch (Problem down) {
            assertThat(down.code()).isEqualTo("log-down");
        }
    }
}
