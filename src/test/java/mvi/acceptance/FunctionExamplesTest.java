package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the examples of functions say of themselves. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class FunctionExamplesTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Two retries, with their pauses between them. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(120);

    private static final int VISITS = 3;

    private final World world;
    private String app = "";

    FunctionExamplesTest(World world) {
        this.world = world;
    }

    @AfterEach
    void takeAway() {
        world.mvi("apps", "delete", "-a", app, "--purge").succeeded();
    }

    @Test
    void anImageGetsAThumbnailOfItsOwnKeyFormatAndShape() throws IOException {
        up("thumbnails", "thumbnails");
        try (S3Client s3 = AppClients.s3(world, app)) {
            for (String format : List.of("jpeg", "png", "gif")) {
                String key = "holiday/a b+ü (1)." + format;
                put(s3, key, image(1600, 800, format));
                ResponseBytes<GetObjectResponse> small = awaitThumbnail(s3, key);
                assertThat(small.response().contentType()).isEqualTo("image/" + format);
                assertThat(format(small.asByteArray())).isEqualTo(format);
                assertSize(small, 200, 100);
            }
            put(s3, "tall.png", image(40, 4000, "png"));
            assertSize(awaitThumbnail(s3, "tall.png"), 2, 200);
            put(s3, "small.gif", image(20, 10, "gif"));
            assertSize(awaitThumbnail(s3, "small.gif"), 20, 10);
        }
    }

    @Test
    void aBrokenImageBecomesADeadLetterThatIsReplayedOrDropped() throws IOException {
        up("thumbnails", "broken-images");
        try (S3Client s3 = AppClients.s3(world, app)) {
            byte[] good = image(1600, 800, "jpeg");
            put(s3, "cut.jpeg", Arrays.copyOf(good, good.length / 2));
            put(s3, "words.png", "no image at all".getBytes(StandardCharsets.UTF_8));
            Await.until(
                    "both are dead letters",
                    GIVEN_UP,
                    () -> dead().size() == 2,
                    () -> world.mvi("events", "-a", app).all());
            JsonNode cut = dead("cut.jpeg");
            assertThat(cut.path("error").asText()).contains("this jpeg can't be read: it is cut");
            JsonNode words = dead("words.png");
            assertThat(words.path("error").asText()).contains("this is no JPEG, PNG or GIF");
            assertThat(words.path("attempts").asInt()).isEqualTo(3);

            put(s3, "cut.jpeg", good);
            awaitThumbnail(s3, "cut.jpeg");
            s3.deleteObject(delete -> delete.bucket("thumbnails").key("cut.jpeg"));
            world.mvi("events", "replay", "-a", app, cut.path("id").asText()).succeeded();
            awaitThumbnail(s3, "cut.jpeg");
            world.mvi("events", "drop", "-a", app, words.path("id").asText()).succeeded();
            Await.until(
                    "no event is left",
                    SOON,
                    () -> world.mvi("events", "-a", app, "--json").json().isEmpty());
        }
    }

    @Test
    void aLineWithAnErrorBecomesAnAlert() throws IOException {
        up("log-alert", "log-alert");
        assertThat(world.request(app, "/error?card=4711").status()).isEqualTo(500);
        try (S3Client s3 = AppClients.s3(world, app)) {
            Await.until("there is an alert", SOON, () -> keys(s3, "alerts").size() == 1);
            assertThat(text(s3, "alerts", keys(s3, "alerts").getFirst()))
                    .contains("-web-v1-", "ERROR somebody asked for /error?card=4711");
        }
    }

    @Test
    void theReportHasTheVisitsThatWereCounted() throws IOException {
        up("report", "report");
        assertReported();
        JsonNode schedule = world.mvi("schedules", "-a", app, "--json").json().path(0);
        assertThat(schedule.path("timezone").asText()).isEqualTo("Europe/Berlin");
        assertThat(schedule.path("next").asText()).matches(".*T0[45]:00:00Z");
    }

    /** On a stand-in for Amazon's image, with the real boto3. */
    @Test
    void theReportInPythonIsTheSame(@TempDir Path folder) throws IOException {
        Path project = Projects.copy(world, EXAMPLES.resolve("report"), "report");
        String base = LambdaBases.python(folder);
        Projects.edit(
                project.resolve("python/Dockerfile"),
                text -> text.replaceFirst("FROM .*", "FROM " + base));
        app = "report-python";
        String over = "compose.python.yaml";
        world.up(project.toString(), "-a", app, "-f", "compose.yaml", "-f", over).succeeded();
        assertReported();
    }

    private void assertReported() throws IOException {
        for (int i = 0; i < VISITS; i++) {
            assertThat(world.ask(app, "/")).startsWith("visit ");
        }
        world.mvi("schedules", "run", "-a", app, "report").succeeded();
        try (S3Client s3 = AppClients.s3(world, app)) {
            Await.until(
                    "there is a report",
                    SOON,
                    () -> keys(s3, "reports").size() == 1,
                    () -> world.mvi("logs", "-a", app, "--process", "report").all());
            assertThat(text(s3, "reports", keys(s3, "reports").getFirst()))
                    .endsWith("total " + visits() + "\n");
        }
        assertThat(visits()).isGreaterThanOrEqualTo(VISITS);
    }

    /** Under a name of its own, since purging what another test had of it goes on for a while. */
    private void up(String example, String name) {
        app = name;
        world.up(EXAMPLES.resolve(example).toString(), "-a", name).succeeded();
    }

    private int visits() {
        try (DynamoDbClient kv = AppClients.kv(world, app)) {
            return kv.scan(scan -> scan.tableName("visits")).items().stream()
                    .mapToInt(each -> number(each.get("visits")))
                    .sum();
        }
    }

    private static int number(@Nullable AttributeValue value) {
        return value == null ? 0 : Integer.parseInt(value.n());
    }

    private List<JsonNode> dead() {
        JsonNode events = world.mvi("events", "-a", app, "--json").json();
        return StreamSupport.stream(events.spliterator(), false)
                .filter(each -> each.path("state").asText().equals("dead"))
                .toList();
    }

    private JsonNode dead(String key) {
        return dead().stream()
                .filter(each -> each.path("subject").asText().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not among " + dead()));
    }

    private static void put(S3Client s3, String key, byte[] body) {
        s3.putObject(put -> put.bucket("uploads").key(key), RequestBody.fromBytes(body));
    }

    private ResponseBytes<GetObjectResponse> awaitThumbnail(S3Client s3, String key) {
        Await.until(
                key + " has a thumbnail",
                SOON,
                () -> keys(s3, "thumbnails").contains(key),
                () -> world.mvi("events", "-a", app).all());
        return s3.getObjectAsBytes(get -> get.bucket("thumbnails").key(key));
    }

    private static List<String> keys(S3Client s3, String bucket) {
        return s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static String text(S3Client s3, String bucket, String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }

    private static void assertSize(ResponseBytes<GetObjectResponse> object, int width, int height)
            throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(object.asByteArray()));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    /** As its first bytes say. */
    private static String format(byte[] image) {
        return Stream.of("jpeg", "png", "gif")
                .filter(
                        format ->
                                switch (format) {
                                    case "jpeg" -> image[0] == (byte) 0xFF;
                                    case "png" -> image[1] == 'P';
                                    default -> image[0] == 'G';
                                })
                .findFirst()
                .orElse("unknown");
    }

    private static byte[] image(int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }
}
