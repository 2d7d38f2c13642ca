package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import mvi.fakes.GoTool;
import mvi.fakes.MavenTool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images with Amazon's own clients of the Runtime API run as they are. Its client for Node.js is
 * left out: its installation compiles for minutes, with tools that no other test needs.
 */
@Tag("acceptance")
@ExtendWith(Worlds.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LambdaImagesTest {
    private static final Path PROJECT = Path.of("src/test/apps/lambda").toAbsolutePath();
    private static final String PYTHON = "public.ecr.aws/lambda/python:3.13";
    private static final String APP = "lambda";
    private static final int TOO_LARGE = 10 << 20;

    private static final Map<String, String> THROWN =
            Map.of(
                    "python", "ValueError: boom",
                    "go", "errorString: boom",
                    "java", "java.lang.IllegalStateException: boom");

    private static final Map<String, String> NOT_STARTED =
            Map.of(
                    "python", "No module named 'nowhere'",
                    "go", "there is nowhere to start from",
                    "java", "Error loading class Broken");

    private final World world;

    LambdaImagesTest(World world) {
        this.world = world;
    }

    @BeforeAll
    void deploy(@TempDir Path folder) throws IOException {
        Path project = Projects.copy(world, PROJECT, APP);
        String base = LambdaBases.python(Files.createDirectory(folder.resolve("python")));
        Projects.edit(project.resolve("python/Dockerfile"), text -> text.replace(PYTHON, base));
        Files.copy(
                goProgram(project.resolve("go/main.go"), folder.resolve("go")),
                project.resolve("go/bootstrap"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Path jars =
                new MavenTool(Files.createDirectory(folder.resolve("java")))
                        .copy(
                                "com.amazonaws",
                                "aws-lambda-java-runtime-interface-client",
                                "2.10.1");
        Projects.tree(jars, project.resolve("java/jars"));
        world.deploy(project, APP).succeeded();
    }

    @AfterAll
    void takeAway() {
        world.mvi("apps", "delete", "-a", APP, "--purge").succeeded();
    }

    private static Path goProgram(Path source, Path folder) throws IOException {
        GoTool go = new GoTool(Files.createDirectory(folder));
        Files.copy(source, folder.resolve("main.go"));
        go.get("github.com/aws/aws-lambda-go@v1.55.1");
        return go.buildStatic();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "go", "java"})
    void anEventIsAnswered(String language) {
        JsonNode result = invoke(language, "{\"name\": \"a ü \\u2028\"}");
        assertThat(result.path("state").asText()).as(result.toString()).isEqualTo("answered");
        JsonNode answer = json(result.path("answer").asText());
        assertThat(answer.path("name").asText()).isEqualTo("a ü \u2028");
        assertThat(answer.path("function").asText()).isEqualTo(language);
        assertThat(answer.path("memory").asInt()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "go", "java"})
    void whatAHandlerThrowsIsTold(String language) {
        JsonNode result = invoke(language, "{\"fail\": \"boom\"}");
        assertThat(result.path("state").asText()).isEqualTo("failed");
        assertThat(result.path("error").asText()).isEqualTo(THROWN.get(language));
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "go", "java"})
    void whyAFunctionCantStartIsTold(String language) {
        JsonNode result = invoke(language + "-broken", "{}");
        assertThat(result.path("state").asText()).isEqualTo("failed");
        assertThat(result.path("error").asText()).contains(NOT_STARTED.get(language));
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "go", "java"})
    void anAnswerThatIsTooLargeFailsAloneAndTheNextIsHad(String language) {
        JsonNode result = invoke(language, "{\"large\": " + TOO_LARGE + "}");
        assertThat(result.path("state").asText()).isEqualTo("failed");
        assertThat(result.path("error").asText())
                .startsWith("Function.ResponseSizeTooLarge: ")
                .contains("larger than the 6291556 bytes");
        anEventIsAnswered(language);
    }

    private JsonNode invoke(String function, String event) {
        return json(
                world.mviSaying(
                                event,
                                "functions",
                                "invoke",
                                "-a",
                                APP,
                                function,
                                "--event",
                                "-",
                                "--json")
                        .out());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException bad) {
            throw new AssertionError("no JSON: " + text, bad);
        }
    }
}
