package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Functions that misbehave, and processes that die under those that don't. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class FunctionTest {
    private static final Path FUNCTIONS = Path.of("src/test/apps/functions").toAbsolutePath();
    private static final String APP = "functions";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(180);
    private static final int OBJECTS = 300;

    private final World world;
    private final Path project;

    FunctionTest(World world) throws IOException {
        this.world = world;
        this.project = Projects.copy(world, FUNCTIONS, APP);
        world.ensureDeployed(project, APP);
    }

    @Test
    void whateverAFunctionDoesIsToldAndTheNextEventIsAnswered() {
        assertThat(said("moody", "{}")).isEqualTo("{\"ok\":true}");
        assertFails("moody", "{\"a\":\"fail\"}", "Moody: not today");
        assertFails("moody", "{\"a\":\"hang\"}", "Sandbox.Timedout");
        assertFails("moody", "{\"a\":\"exit\"}", "exit code 3");
        assertFails("moody", "{\"a\":\"large\"}", "Function.ResponseSizeTooLarge");
        assertFails("greedy", "{\"a\":\"memory\"}", "Runtime.OutOfMemory");
        assertThat(said("moody", "{}")).isEqualTo("{\"ok\":true}");
        assertThat(said("greedy", "{}")).isEqualTo("{\"ok\":true}");
        Result malformed =
                world.mviSaying("{bad", "functions", "invoke", "-a", APP, "moody", "--event", "-");
        assertThat(malformed.exit()).isNotZero();
        assertThat(malformed.all()).contains("JSON");
        assertThat(world.mvi("functions", "invoke", "-a", APP, "nobody").failed().all())
                .contains("no function 'nobody'");
    }

    @Test
    void aFunctionThatDiesAtItsStartSaysItsLastWords() {
        assertFails("stillborn", "{}", "no such library");
        assertFails("stillborn", "{}", "exit code 7");
    }

    @Test
    void whatAFunctionPrintsIsBoundedAndHoldsNothingUp() {
        assertThat(said("moody", "{\"a\":\"print\"}")).isEqualTo("{\"ok\":true}");
        assertThat(said("moody", "{}")).isEqualTo("{\"ok\":true}");
    }

    @Test
    void everyAcknowledgedObjectIsToldOfOrADeadLetterWhateverIsKilled() throws Exception {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        Thread writer = Thread.startVirtualThread(() -> write(acknowledged));
        Random random = new Random(8);
        for (int i = 0; i < 4; i++) {
            String victim = random.nextInt(3) == 0 ? "data" : "control";
            long killed = world.kill(victim, "KILL");
            world.awaitOther(victim, killed, SOON);
        }
        Await.until("the objects are written", LONG, () -> !writer.isAlive());
        assertThat(acknowledged).isNotEmpty();
        Set<String> failing = new TreeSet<>();
        acknowledged.stream().filter(key -> key.contains("fail")).forEach(failing::add);
        assertThat(failing).isNotEmpty();
        Await.until(
                "all are told of",
                LONG,
                () -> told().containsAll(acknowledged) && dead().containsAll(failing),
                () -> missing(acknowledged, failing));
        assertThat(dead()).isSubsetOf(failing);
        world.mvi("events", "drop", "-a", APP, "--all").succeeded();
        assertThat(dead()).isEmpty();
    }

    private String missing(Set<String> acknowledged, Set<String> failing) {
        Set<String> untold = new TreeSet<>(acknowledged);
        untold.removeAll(told());
        Set<String> undead = new TreeSet<>(failing);
        undead.removeAll(dead());
        return "not told of: " + untold + ", no dead letters: " + undead;
    }

    /** One in ten is of a sort that the function always fails at. */
    private void write(Set<String> acknowledged) {
        try (S3Client s3 = s3()) {
            for (int i = 0; i < OBJECTS; i++) {
                String key = (i % 10 == 0 ? "fail-" : "good-") + i;
                try {
                    s3.putObject(
                            request -> request.bucket("uploads").key(key),
                            RequestBody.fromString("x"));
                    acknowledged.add(key);
                } catch (RuntimeException notAcknowledged) {
                    // Its process was killed; the next may be taken.
                }
            }
        }
    }

    private S3Client s3() {
        Map<String, String> env = world.env("-a", APP);
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + world.port("services")))
                .region(Region.of("us-east-1"))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        env.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                                        env.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Keys that the function has got. */
    private Set<String> told() {
        Set<String> keys = new TreeSet<>();
        for (String line : lines("moody")) {
            if (line.contains("got ")) {
                keys.add(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return keys;
    }

    private Set<String> dead() {
        Set<String> keys = new TreeSet<>();
        for (JsonNode each : world.mvi("events", "-a", APP, "--json").json()) {
            if (each.path("state").asText().equals("dead")) {
                keys.add(each.path("subject").asText());
            }
        }
        return keys;
    }

    private List<String> lines(String process) {
        return world.mvi("logs", "-a", APP, "--process", process, "-n", "10000")
                .succeeded()
                .out()
                .lines()
                .toList();
    }

    @Test
    void aRunOutlivesTheDeathOfControlAndADeployAndIsNotBegunAgain() {
        int before = began();
        world.mvi("schedules", "run", "-a", APP, "slow").succeeded();
        Await.until("it has begun", SOON, () -> began() == before + 1);
        long killed = world.kill("control", "KILL");
        world.awaitOther("control", killed, SOON);
        Await.until("it has ended", SOON, () -> state(0).equals("succeeded"));
        assertThat(began()).isEqualTo(before + 1);

        world.mvi("schedules", "run", "-a", APP, "slow").succeeded();
        Await.until("it has begun", SOON, () -> began() == before + 2);
        world.deploy(project, APP).succeeded();
        Await.until("it has ended", SOON, () -> state(0).equals("succeeded"));
        assertThat(state(1)).isEqualTo("succeeded");
        assertThat(began()).isEqualTo(before + 2);
    }

    private int began() {
        return (int) lines("slow").stream().filter(line -> line.endsWith(" began")).count();
    }

    private String state(int run) {
        List<String> states = new ArrayList<>();
        world.mvi("schedules", "history", "-a", APP, "slow", "--json")
                .json()
                .forEach(each -> states.add(each.path("state").asText()));
        return states.get(run);
    }

    private String said(String function, String event) {
        return world.mviSaying(event, "functions", "invoke", "-a", APP, function, "--event", "-")
                .succeeded()
                .out()
                .strip();
    }

    private void assertFails(String function, String event, String why) {
        Result result =
                world.mviSaying(event, "functions", "invoke", "-a", APP, function, "--event", "-");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.all()).contains(why);
    }
}
