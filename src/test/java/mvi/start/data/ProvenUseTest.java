package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import mvi.services.blob.back.S3BlobService;
import mvi.services.blob.back.S3ClientConfig;
import mvi.services.crypto.back.KmsClientConfig;
import mvi.services.crypto.back.KmsCryptoService;
import mvi.services.kv.back.DynamoClientConfig;
import mvi.services.kv.back.DynamoKvService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A use is one that was proven, at every front, by real clients. */
final class ProvenUseTest {
    private static final Secret WRONG = Secret.of("not the secret of that key");

    @TempDir Path folder;
    private DataWorld world;

    @BeforeEach
    void open() {
        world = new DataWorld(folder, Clock.system());
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The doors of data. */
    enum Front {
        S3,
        DYNAMODB,
        KMS,
        REGISTRY
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhoHasTheSecretUsesAKey(Front front) throws Exception {
        Credentials.Minted made = world.names().create("ci", CredentialWish.NONE);
        String key = made.credential().accessKeyId();

        assertThatThrownBy(() -> ask(front, made, WRONG)).isInstanceOf(Problem.class);
        world.uses().write();
        assertThat(world.credentials().uses()).doesNotContainKey(key);

        ask(front, made, made.secret());
        world.uses().write();
        assertThat(world.credentials().uses()).containsKey(key);
    }

    @Test
    void aKeyThatIsDeletedIsRefusedAtOnceAndTheOtherIsNot() throws Exception {
        Credentials.Minted first = world.names().create("ci", CredentialWish.NONE);
        Credentials.Minted second = world.names().rotate("ci", "test");
        ask(Front.S3, first, first.secret());
        ask(Front.S3, second, second.secret());

        world.names().delete(first.credential(), "test");
        assertThatThrownBy(() -> ask(Front.S3, first, first.secret())).isInstanceOf(Problem.class);
        ask(Front.S3, second, second.secret());
    }

    private void ask(Front front, Credentials.Minted made, Secret secret) throws Exception {
        String key = made.credential().accessKeyId();
        String account = made.credential().principal().account();
        switch (front) {
            case S3 -> {
                try (S3BlobService s3 =
                        new S3BlobService(
                                new S3ClientConfig(
                                        world.endpoint(), "local", key, secret, Optional.empty()),
                                Clock.system())) {
                    assertThat(s3.listBuckets(account)).isEmpty();
                }
            }
            case DYNAMODB -> {
                try (DynamoKvService kv =
                        new DynamoKvService(
                                new DynamoClientConfig(
                                        world.endpoint(),
                                        "local",
                                        key,
                                        secret,
                                        Optional.empty()))) {
                    assertThat(kv.listTables(account, Optional.empty(), 10)).isEmpty();
                }
            }
            case KMS -> {
                try (KmsCryptoService kms =
                        new KmsCryptoService(
                                new KmsClientConfig(world.endpoint(), "local", key, secret))) {
                    assertThat(kms.listKeys(account)).isEmpty();
                }
            }
            case REGISTRY -> ping(key, secret);
        }
    }

    private void ping(String key, Secret secret) throws Exception {
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (key + ":" + secret.revealText()).getBytes(StandardCharsets.UTF_8));
        URI ping = world.registryEndpoint().resolve("/v2/");
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status =
                    client.send(
                                    HttpRequest.newBuilder(ping)
                                            .header("Authorization", "Basic " + basic)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode();
            if (status == 401) {
                throw Problem.denied("refused", "the registry refused");
            }
            assertThat(status).isEqualTo(200);
        }
    }
}
