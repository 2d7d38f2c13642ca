package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every page of the tutorials does what it shows. One reader works through them in the order of
 * their index, in a world of their own, from a folder that has what a checkout has for them: the
 * launcher and the examples.
 */
@Tag("acceptance")
final class TutorialTest {
    private static final Path PAGES = Path.of("docs/guide");
    private static final Path INDEX = PAGES.resolve("README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+\\.md)\\)");

    private World world;
    private Path checkout;

    @BeforeEach
    void start() throws IOException {
        world = World.started();
        checkout = Files.createDirectory(world.home().resolve("checkout"));
        Files.createSymbolicLink(checkout.resolve("mvi"), world.launcher());
        copy(Path.of("examples"), checkout.resolve("examples"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> everyPageDoesWhatItShows() throws IOException {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> work(page)));
    }

    private void work(Path page) throws IOException {
        try {
            for (Tutorial.Step step : Tutorial.read(page).steps()) {
                switch (step) {
                    case Tutorial.Written it ->
                            Files.writeString(checkout.resolve(it.path()), it.text());
                    case Tutorial.Typed it -> type(it);
                }
            }
        } catch (AssertionError failed) {
            System.err.println(world.logTails());
            throw failed;
        }
    }

    private void type(Tutorial.Typed typed) {
        UsualPorts ports = new UsualPorts(world.port("http"), world.port("https"));
        Result result = world.typed(checkout, ports.leave(typed.script()));
        String output = ports.comeBack(result.out());
        assertThat(result.exit()).as("%s%n%s%n%s", typed.at(), typed.script(), output).isZero();
        typed.shown().ifPresent(shown -> shown.check(output));
    }

    private static List<Path> pages() throws IOException {
        Stream<Path> linked =
                LINK.matcher(Files.readString(INDEX))
                        .results()
                        .map(link -> PAGES.resolve(link.group(1)));
        return Stream.concat(Stream.of(INDEX), linked).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
