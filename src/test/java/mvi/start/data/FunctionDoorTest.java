package mvi.start.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** What an app's own AWS SDK sees of functions, with a control that is told what to answer. */
final class FunctionDoorTest {
    @TempDir Path folder;
    private DataWorld world;
    private FakeControl control;
    private Credentials.Minted user;
    private LambdaClient lambda;

    @BeforeEach
    void start() {
        world = new DataWorld(folder, Clock.system());
        control = new FakeControl(folder.resolve(DataWorld.SOCKET));
        user = world.names().create("shop", CredentialWish.NONE);
        lambda = client(user.credential().accessKeyId(), user.secret().revealText());
    }

    @AfterEach
    void stop() {
        lambda.close();
        control.close();
        world.close();
    }

    private LambdaClient client(String key, String secret) {
        return LambdaClient.builder()
                .endpointOverride(world.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private String account() {
        return user.credential().principal().account();
    }

    private InvokeResponse invoke(String function, String payload) {
        return lambda.invoke(
                b -> b.functionName(function).payload(SdkBytes.fromUtf8String(payload)));
    }

    private static void refused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LambdaException.class,
                        it -> {
                            assertThat(it.statusCode()).isEqualTo(status);
                            assertThat(it.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(it.awsErrorDetails().errorMessage()).isNotEmpty();
                            assertThat(it.requestId()).isNotEmpty();
                        });
    }

    @Test
    void anInvocationGoesOnWithWhoAsksAndItsAnswerComesBackAsItIs() {
        InvokeResponse answer =
                lambda.invoke(
                        b ->
                                b.functionName("resize")
                                        .qualifier("$LATEST")
                                        .payload(SdkBytes.fromUtf8String("{\"a\":1}"))
                                        .overrideConfiguration(
                                                o ->
                                                        o.putHeader("X-Amzn-Trace-Id", "Root=1-2-3")
                                                                .putHeader(
                                                                        "x-mvi-caller", "root")));
        assertThat(answer.payload().asUtf8String()).isEqualTo("{\"a\":1}");
        assertThat(answer.executedVersion()).isEqualTo("$LATEST");
        assertThat(answer.responseMetadata().requestId()).isEqualTo("its-own");

        FakeControl.Asked asked = control.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/2015-03-31/functions/resize/invocations");
        assertThat(asked.query()).isEqualTo("Qualifier=%24LATEST");
        assertThat(asked.headers().all("x-mvi-account")).containsExactly(account());
        assertThat(asked.headers().all("x-mvi-caller")).containsExactly("shop");
        assertThat(asked.headers().first("X-Amzn-Trace-Id").orElse("")).startsWith("Root=1-2-3");
        for (String each : new String[] {"Authorization", "X-Amz-Date", "X-Amz-Content-Sha256"}) {
            assertThat(asked.headers().has(each)).as(each).isFalse();
        }
        assertThat(asked.headers().first("Host")).contains("localhost");
    }

    @Test
    void aFunctionIsNamedInEachFormThatLambdaKnows() {
        String arn = "arn:aws:lambda:us-east-1:" + account() + ":function:resize";
        for (String each : new String[] {"resize", account() + ":function:resize", arn}) {
            assertThat(invoke(each, "{}").statusCode()).isEqualTo(200);
        }
        assertThat(control.asked().getLast().path())
                .as("as it came")
                .isEqualTo("/2015-03-31/functions/" + arn.replace(":", "%3A") + "/invocations");
        refused(() -> invoke("resize:3", "{}"), 400, "InvalidParameterValueException");
    }

    @Test
    void anothersFunctionIsDenied() {
        refused(() -> invoke("000000000777:function:resize", "{}"), 403, "AccessDeniedException");
        try (LambdaClient stranger = client("NOBODY", "secret");
                LambdaClient liar = client(user.credential().accessKeyId(), "wrong")) {
            refused(
                    () -> stranger.invoke(b -> b.functionName("resize")),
                    403,
                    "UnrecognizedClientException");
            refused(
                    () -> liar.invoke(b -> b.functionName("resize")),
                    403,
                    "InvalidSignatureException");
        }
        assertThat(control.asked()).isEmpty();
    }

    @Test
    void thePlatformActsForAnApp() {
        try (LambdaClient platform =
                client(
                        DataWorld.OWN.platform().accessKeyId(),
                        DataWorld.OWN.platform().secretAccessKey())) {
            platform.invoke(
                    b ->
                            b.functionName("resize")
                                    .overrideConfiguration(
                                            o -> o.putHeader("x-mvi-account", account())));
        }
        assertThat(control.asked().getFirst().headers().first("x-mvi-account")).contains(account());
    }

    @Test
    void aBodyHasLambdasLimit() {
        byte[] largest = new byte[(int) FunctionDoor.LARGEST.bytes()];
        java.util.Arrays.fill(largest, (byte) 'x');
        InvokeResponse answer =
                lambda.invoke(b -> b.functionName("f").payload(SdkBytes.fromByteArray(largest)));
        assertThat(answer.payload().asByteArray()).isEqualTo(largest);
        SdkBytes larger = SdkBytes.fromByteArray(new byte[largest.length + 1]);
        assertThatThrownBy(() -> lambda.invoke(b -> b.functionName("f").payload(larger)))
                .isInstanceOf(RequestTooLargeException.class);

        SdkBytes event = SdkBytes.fromByteArray(new byte[256 * 1024]);
        assertThat(
                        lambda.invoke(
                                        b ->
                                                b.functionName("f")
                                                        .payload(event)
                                                        .invocationType(InvocationType.EVENT))
                                .statusCode())
                .isEqualTo(200);
        SdkBytes largeEvent = SdkBytes.fromByteArray(new byte[256 * 1024 + 1]);
        assertThatThrownBy(
                        () ->
                                lambda.invoke(
                                        b ->
                                                b.functionName("f")
                                                        .payload(largeEvent)
                                                        .invocationType(InvocationType.EVENT)))
                .isInstanceOf(RequestTooLargeException.class);
    }

    @Test
    void whatControlRefusesComesBackAsItsOwn() {
        control.answerBy(
                request ->
                        HttpReply.bytes(
                                429,
                                Headers.of("x-amzn-ErrorType", "TooManyRequestsException"),
                                "{\"Type\":\"User\",\"message\":\"later\"}".getBytes(UTF_8)));
        assertThatThrownBy(() -> invoke("f", "{}"))
                .isInstanceOf(TooManyRequestsException.class)
                .hasMessageContaining("later");
        control.answerBy(request -> HttpReply.empty(202, Headers.NONE));
        assertThat(invoke("f", "{}").statusCode()).isEqualTo(202);
        control.answerBy(request -> HttpReply.empty(204, Headers.NONE));
        assertThat(invoke("f", "{}").statusCode()).isEqualTo(204);
    }

    @Test
    void allElseOfLambdasApiIsRefused() {
        refused(() -> lambda.listFunctions(), 501, "NotImplementedException");
        refused(() -> lambda.getFunction(b -> b.functionName("f")), 501, "NotImplementedException");
        refused(
                () -> lambda.deleteFunction(b -> b.functionName("f")),
                501,
                "NotImplementedException");
        refused(
                () ->
                        lambda.createFunction(
                                b ->
                                        b.functionName("f")
                                                .code(
                                                        c ->
                                                                c.zipFile(
                                                                        SdkBytes.fromByteArray(
                                                                                new byte
                                                                                        [9_000_000])))),
                501,
                "NotImplementedException");
        assertThat(control.asked()).isEmpty();
    }

    @Test
    void whileControlIsAwayItIsSaidSoAndAfterwardsItGoesOn() {
        assertThat(invoke("f", "{}").statusCode()).isEqualTo(200);
        control.close();
        refused(() -> invoke("f", "{}"), 503, "ServiceUnavailableException");
        refused(() -> invoke("f", ""), 503, "ServiceUnavailableException");
        control = new FakeControl(folder.resolve(DataWorld.SOCKET));
        assertThat(invoke("f", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aConnectionThatBreaksWithinAnAnswerIsNoAnswer() {
        control.answerBy(
                request -> {
                    throw new IllegalStateException("it fails");
                });
        assertThatThrownBy(() -> invoke("f", "{}"))
                .isInstanceOfSatisfying(
                        SdkServiceException.class,
                        it -> assertThat(it.statusCode()).isEqualTo(500));
    }

    @Test
    void manyWaitAtOnce() throws Exception {
        int count = 64;
        CountDownLatch here = new CountDownLatch(count);
        control.answerBy(
                request -> {
                    here.countDown();
                    boolean areAllHere = here.await(60, TimeUnit.SECONDS);
                    return HttpReply.text(areAllHere ? 200 : 500, "ok");
                });
        var answers =
                java.util.stream.IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> invoke("f", "{}"),
                                                task -> Thread.startVirtualThread(task)))
                        .toList();
        for (var each : answers) {
            assertThat(each.get(90, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotSignedIsNotServed() throws Exception {
        URI address = URI.create(world.endpoint() + "/2015-03-31/functions/f/invocations");
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(30))
                                    .header(
                                            "Authorization",
                                            "AWS4-HMAC-SHA256 Credential=a/b/c/lambda/d")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
                    .contains("IncompleteSignatureException");
            assertThat(answer.body()).startsWith("{\"Type\":\"User\",\"Message\":");
        }
        assertThat(control.asked()).isEmpty();
    }
}
