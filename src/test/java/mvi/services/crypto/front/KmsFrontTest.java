package mvi.services.crypto.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mvi.engines.base.Principal;
import mvi.engines.base.Secret;
import mvi.engines.policy.Grant;
import mvi.engines.store.Disk;
import mvi.services.crypto.CryptoContract;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.back.KmsCryptoService;
import mvi.services.crypto.core.KeyUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract by URL, with the AWS SDK as the client, and what only a front can get wrong. */
class KmsFrontTest extends CryptoContract {
    private static final Map<String, String> CONTEXT = Map.of("name", "DB");

    @TempDir Path folder;
    private KmsWorld world;
    private KmsCryptoService platform;
    private KmsCryptoService app;

    @BeforeEach
    void open() {
        world = new KmsWorld(folder, Disk.system(), List.of(Grant.allow("kms:*", "*")));
        platform = world.client(KmsWorld.PLATFORM);
        app = world.client(KmsWorld.APP);
    }

    @AfterEach
    void close() {
        platform.close();
        app.close();
        world.close();
    }

    @Override
    protected CryptoService crypto() {
        return app;
    }

    @Override
    protected String account() {
        return KmsWorld.APP_ACCOUNT;
    }

    @Test
    void platformMakesAndUsesKeysInAnAppsAccount() {
        CryptoKey key = platform.createKey(KmsWorld.APP_ACCOUNT, "of the app");
        assertThat(key.account()).isEqualTo(KmsWorld.APP_ACCOUNT);
        assertThat(platform.listKeys(KmsWorld.APP_ACCOUNT)).containsExactly(key);
        assertThat(platform.listKeys(Principal.PLATFORM_ACCOUNT)).isEmpty();
        byte[] sealed = platform.encrypt(KmsWorld.APP_ACCOUNT, key.id(), Secret.of("a"), CONTEXT);
        assertThat(app.decrypt(KmsWorld.APP_ACCOUNT, sealed, CONTEXT).plaintext())
                .isEqualTo(Secret.of("a"));
    }

    @Test
    void appDoesNotReachAnotherAccount() {
        CryptoKey key = platform.createKey(Principal.PLATFORM_ACCOUNT, "");
        assertCode(() -> app.createKey(Principal.PLATFORM_ACCOUNT, ""), "access-denied");
        assertCode(() -> app.listKeys(Principal.PLATFORM_ACCOUNT), "access-denied");
        String arn = KeyName.arn("us-east-1", Principal.PLATFORM_ACCOUNT, key.id());
        assertCode(() -> app.describeKey(KmsWorld.APP_ACCOUNT, arn), "access-denied");
        assertCode(() -> app.describeKey(KmsWorld.APP_ACCOUNT, key.id()), "no-such-key");
    }

    @Test
    void whatADenyCoversIsRefused() {
        CryptoKey key = platform.createKey(KmsWorld.APP_ACCOUNT, "");
        world.close();
        platform.close();
        app.close();
        world =
                new KmsWorld(
                        folder,
                        Disk.system(),
                        List.of(Grant.allow("kms:*", "*"), Grant.deny("kms:Encrypt", "*")));
        platform = world.client(KmsWorld.PLATFORM);
        app = world.client(KmsWorld.APP);
        assertThat(app.describeKey(account(), key.id()).id()).isEqualTo(key.id());
        assertCode(
                () -> app.encrypt(account(), key.id(), Secret.of("a"), CONTEXT), "access-denied");
    }

    @Test
    void wrongSecretAndUnknownAccessKeyAreRefused() {
        try (KmsCryptoService wrong = world.client(KmsWorld.APP.accessKeyId(), Secret.of("wrong"));
                KmsCryptoService unknown = world.client("AKIANOBODY", Secret.of("wrong"))) {
            assertCode(() -> wrong.listKeys(account()), "access-denied");
            assertCode(() -> unknown.listKeys(account()), "access-denied");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noOperationIsServedWithoutASignature(KmsOperation operation) throws Exception {
        for (String authorization :
                List.of(
                        "",
                        "Basic QUtJQUFQUDp0aGUgYXBwJ3M=",
                        "AWS4-HMAC-SHA256 Credential=AKIAAPP/20260101/us-east-1/kms/aws4_request,"
                                + " SignedHeaders=host, Signature=00")) {
            HttpResponse<String> answer = post(operation.target(), authorization);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .containsAnyOf(
                            "MissingAuthenticationTokenException",
                            "IncompleteSignatureException",
                            "InvalidSignatureException");
        }
        assertThat(world.store().audit()).isEmpty();
    }

    private HttpResponse<String> post(String target, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(world.endpoint())
                        .header("X-Amz-Target", target)
                        .header("X-Amz-Date", "20260101T000000Z")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void listGoesOnWhereThePageEnded() {
        List<CryptoKey> made =
                List.of(
                        platform.createKey(KmsWorld.APP_ACCOUNT, "1"),
                        platform.createKey(KmsWorld.APP_ACCOUNT, "2"),
                        platform.createKey(KmsWorld.APP_ACCOUNT, "3"));
        assertThat(app.listKeys(account())).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void useThatCanNotBeRecordedGivesNoResult() {
        CryptoKey key = app.createKey(account(), "");
        byte[] sealed = app.encrypt(account(), key.id(), Secret.of("a"), CONTEXT);
        int before = world.store().audit().size();
        app.close();
        platform.close();
        world.close();
        AtomicBoolean isFull = new AtomicBoolean();
        world = new KmsWorld(folder, new FillingDisk(isFull), List.of(Grant.allow("kms:*", "*")));
        platform = world.client(KmsWorld.PLATFORM);
        app = world.client(KmsWorld.APP);
        isFull.set(true);
        assertCode(() -> app.decrypt(account(), sealed, CONTEXT), "crypto-unavailable");
        assertCode(
                () -> app.encrypt(account(), key.id(), Secret.of("b"), CONTEXT),
                "crypto-unavailable");
        assertCode(
                () -> app.generateDataKey(account(), key.id(), 32, CONTEXT), "crypto-unavailable");
        assertCode(() -> app.createKey(account(), "another"), "crypto-unavailable");
        assertThat(world.store().audit())
                .hasSize(before)
                .extracting(KeyUse::operation)
                .containsExactly("CreateKey", "Encrypt");
    }

    @Test
    void whoDoesNotAnswerIsUnavailable() {
        world.close();
        assertCode(() -> app.listKeys(account()), "crypto-unavailable");
    }

    /** A disk with no room for more once it is told so. */
    private record FillingDisk(AtomicBoolean isFull) implements Disk {
        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            Disk.system().write(file, bytes);
        }

        @Override
        public void sync(Path file) throws IOException {
            Disk.system().sync(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Disk.system().rename(from, to);
        }

        @Override
        public void syncFolder(Path at) throws IOException {
            Disk.system().syncFolder(at);
        }

        @Override
        public long usableBytes(Path at) throws IOException {
            return isFull.get() ? 0 : Disk.system().usableBytes(at);
        }
    }
}
