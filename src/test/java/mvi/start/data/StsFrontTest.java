package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.engines.base.Clock;
import mvi.fakes.Program;
import mvi.fakes.PythonTool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Whose credentials these are, asked as STS is. */
final class StsFrontTest {
    private static final String ASKED = "Action=GetCallerIdentity&Version=2011-06-15";
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length");
    private static final String SECRET = DataWorld.OWN.operator().secretAccessKey();
    private static final String KEY = DataWorld.OWN.operator().accessKeyId();

    @TempDir Path folder;
    private DataWorld world;

    @BeforeEach
    void start() {
        world = new DataWorld(folder.resolve("data"), Clock.system());
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private SdkHttpRequest sign(String body, String key, String secret, Instant time) {
        SdkHttpRequest plain =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(world.endpoint())
                        .encodedPath("/")
                        .putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .build();
        return AwsV4HttpSigner.create()
                .sign(
                        b ->
                                b.request(plain)
                                        .identity(AwsCredentialsIdentity.create(key, secret))
                                        .payload(ContentStreamProvider.fromUtf8String(body))
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                                        .putProperty(
                                                HttpSigner.SIGNING_CLOCK,
                                                java.time.Clock.fixed(time, ZoneOffset.UTC)))
                .request();
    }

    private HttpResponse<String> send(SdkHttpRequest signed, String method, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(world.endpoint() + "/"))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        signed.forEachHeader(
                (name, values) -> {
                    if (!OF_THE_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return send(sign(body, KEY, SECRET, Instant.now()), "POST", body);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.body())
                .startsWith(
                        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                                + "<Error><Type>Sender</Type><Code>"
                                + code
                                + "</Code>")
                .doesNotContain("Exception");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void anOperatorIsToldWhoItIs() throws Exception {
        HttpResponse<String> answer = ask(ASKED);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/xml");
        assertThat(answer.body())
                .startsWith(
                        "<GetCallerIdentityResponse"
                                + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
                .contains("<Arn>arn:aws:iam::000000000001:user/")
                .contains("<UserId>000000000001:")
                .contains("<Account>000000000001</Account>")
                .contains("<RequestId>");
    }

    @Test
    void nothingElseIsAnswered() throws Exception {
        for (String action :
                List.of("AssumeRole", "GetSessionToken", "GetFederationToken", "Nonsense")) {
            refused(ask("Action=" + action + "&Version=2011-06-15"), 400, "InvalidAction");
        }
        refused(ask("Action=GetCallerIdentity&Version=2010-01-01"), 400, "InvalidAction");
        refused(ask("Action=GetCallerIdentity"), 400, "InvalidAction");
        refused(ask("Version=2011-06-15"), 400, "MissingAction");
        refused(ask(""), 400, "MissingAction");
        refused(ask("Action=AssumeRole&" + ASKED), 400, "ValidationError");
        refused(ask("Action=%ZZ"), 400, "ValidationError");
        refused(ask("Action=%FF"), 400, "ValidationError");
        refused(ask("\0\u00ff<a>&;=&=&"), 400, "MissingAction");
        refused(ask("a=" + "x".repeat(70_000)), 413, "RequestEntityTooLarge");
        SdkHttpRequest signed = sign(ASKED, KEY, SECRET, Instant.now());
        refused(send(signed, "PUT", ASKED), 400, "InvalidAction");
    }

    @Test
    void onlyWhoHasSignedIsTold() throws Exception {
        Instant now = Instant.now();
        refused(send(sign(ASKED, KEY, "wrong", now), "POST", ASKED), 403, "SignatureDoesNotMatch");
        refused(
                send(sign(ASKED, "NOBODY", SECRET, now), "POST", ASKED),
                403,
                "InvalidClientTokenId");
        refused(
                send(sign(ASKED, KEY, SECRET, now.minusSeconds(1000)), "POST", ASKED),
                403,
                "SignatureDoesNotMatch");
        refused(
                send(sign(ASKED, KEY, SECRET, now), "POST", ASKED + "&a=b"),
                403,
                "SignatureDoesNotMatch");
        SdkHttpRequest broken =
                sign(ASKED, KEY, SECRET, now).toBuilder()
                        .putHeader("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/sts/d")
                        .build();
        refused(send(broken, "POST", ASKED), 400, "IncompleteSignature");
    }

    /** What hands its identity on to another sends the other such an address. */
    @Test
    void aPresignedAddressTellsWhoSignedIt() throws Exception {
        SdkHttpRequest plain =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(world.endpoint())
                        .encodedPath("/")
                        .appendRawQueryParameter("Action", "GetCallerIdentity")
                        .appendRawQueryParameter("Version", "2011-06-15")
                        .build();
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                b ->
                                        b.request(plain)
                                                .identity(
                                                        AwsCredentialsIdentity.create(KEY, SECRET))
                                                .putProperty(
                                                        AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                                                .putProperty(
                                                        AwsV4HttpSigner.REGION_NAME, "us-east-1")
                                                .putProperty(
                                                        AwsV4HttpSigner.AUTH_LOCATION,
                                                        AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                                                .putProperty(
                                                        AwsV4HttpSigner.EXPIRATION_DURATION,
                                                        Duration.ofMinutes(1)))
                        .request();
        String address = signed.getUri().toString();
        assertThat(get(address).body()).contains("<Account>000000000001</Account>");
        refused(get(address.replace("2011", "2012")), 403, "SignatureDoesNotMatch");
    }

    private static HttpResponse<String> get(String address)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    @Tag("engine")
    void theCommandLineAsks() throws Exception {
        PythonTool python =
                new PythonTool(java.nio.file.Files.createDirectory(folder.resolve("py")));
        python.install("awscli==1.46.3");
        String text =
                Program.run(
                        folder,
                        Duration.ofSeconds(120),
                        Map.of(
                                "PATH",
                                python.path(),
                                "AWS_ACCESS_KEY_ID",
                                KEY,
                                "AWS_SECRET_ACCESS_KEY",
                                SECRET,
                                "AWS_DEFAULT_REGION",
                                "us-east-1",
                                "AWS_ENDPOINT_URL",
                                world.endpoint().toString()),
                        List.of(
                                python.program("aws"),
                                "sts",
                                "get-caller-identity",
                                "--query",
                                "Account",
                                "--output",
                                "text"));
        assertThat(text.strip()).isEqualTo("000000000001");
    }
}
