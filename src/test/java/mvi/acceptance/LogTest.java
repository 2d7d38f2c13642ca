package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What containers say is kept: every line, once, in order. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class LogTest {
    private static final int LINES = 20_000;

    /** As many as one query gives. */
    private static final int PAGE = 10_000;

    private static final Duration KEPT = Duration.ofSeconds(60);

    private final World world;
    private final ObjectMapper json = new ObjectMapper();

    LogTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
    }

    @Test
    void everyLineOfABurstIsKeptOnceAndInOrderOverTheDeathOfControl() throws IOException {
        String name = "burst" + System.nanoTime();
        long before = world.pid("control");
        Thread burst = Thread.startVirtualThread(() -> say(name, LINES));
        long killed = world.kill("control", "KILL");
        assertThat(killed).isEqualTo(before);
        world.awaitOther("control", killed, KEPT);
        Await.until("the burst is over", KEPT, () -> !burst.isAlive());
        Await.until(
                "the last line", KEPT, () -> !read("--search", text(name, LINES - 1)).isEmpty());
        for (int page = 0; page < LINES / PAGE; page++) {
            assertThat(
                            read(
                                    "--search",
                                    name + " p" + page + " ",
                                    "--limit",
                                    Integer.toString(PAGE)))
                    .isEqualTo(
                            IntStream.range(page * PAGE, (page + 1) * PAGE)
                                    .mapToObj(i -> text(name, i))
                                    .toList());
        }
    }

    @Test
    void sinceAndSearchNarrowAndFollowGoesOn() throws IOException {
        String name = "narrow" + System.nanoTime();
        say(name, 3);
        Await.until("three lines", KEPT, () -> read("--search", name).size() == 3);
        assertThat(read("--search", text(name, 1))).containsExactly(text(name, 1));
        assertThat(read("--search", name, "--since", "5m")).hasSize(3);
        assertThat(read("--search", name, "--since", Instant.now().plusSeconds(60).toString()))
                .isEmpty();
        Shell.Running follow = world.start("logs", "-a", "notes", "-f", "--search", name + "f");
        try {
            Await.until(
                    "it follows",
                    KEPT,
                    () -> {
                        say(name + "f", 1);
                        return follow.said().contains(text(name + "f", 0));
                    },
                    follow::said);
            assertThat(follow.isAlive()).isTrue();
        } finally {
            follow.stop();
            follow.result();
        }
    }

    @Test
    void aRequestIsToldOnceOverTheDeathOfControlAndApartFromWhatContainersSay() throws IOException {
        String name = "told" + System.nanoTime();
        say(name, 1);
        long killed = world.kill("control", "KILL");
        say(name, 1);
        world.awaitOther("control", killed, KEPT);
        say(name, 1);
        // The query is no part of what is told, so that these are all requests for this path.
        Await.until("three requests", KEPT, () -> told().size() >= 3);
        JsonNode last = told().getLast();
        assertThat(last.path("path").asText()).isEqualTo("/lines");
        assertThat(last.path("status").asInt()).isEqualTo(200);
        assertThat(last.path("trace").asText()).hasSize(32);
        assertThat(last.path("totalMillis").asDouble()).isPositive();
        assertThat(read("--search", "\"request\"")).isEmpty();
    }

    private List<JsonNode> told() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String text : read("--access", "--search", "/lines", "--limit", "10")) {
            all.add(json.readTree(text));
        }
        return all;
    }

    private static String text(String name, int number) {
        return name + " p" + number / PAGE + " " + number;
    }

    private void say(String name, int count) {
        try {
            world.ask("notes", "/lines?name=" + name + "&count=" + count);
        } catch (IOException failed) {
            throw new AssertionError("the app did not answer", failed);
        }
    }

    private List<String> read(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("logs", "-a", "notes", "--json"));
        command.addAll(List.of(words));
        List<String> texts = new ArrayList<>();
        for (String line :
                world.mvi(command.toArray(String[]::new)).succeeded().out().lines().toList()) {
            JsonNode node = json.readTree(line);
            assertThat(node.path("time").asText()).isNotEmpty();
            assertThat(node.path("container").asText()).isNotEmpty();
            texts.add(node.path("text").asText());
        }
        return texts;
    }
}
