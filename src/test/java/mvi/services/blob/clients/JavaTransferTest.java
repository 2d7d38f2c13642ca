package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Secret;
import mvi.engines.wire.PlatformCa;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.BlockingOutputStreamAsyncRequestBody;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** The AWS SDK for Java without threads that wait, and its transfer manager: by TLS, in parts. */
@Tag("engine")
final class JavaTransferTest {
    @TempDir Path folder;
    private ClientWorld world;
    private S3AsyncClient s3;
    private S3TransferManager transfers;

    @BeforeEach
    void start() throws Exception {
        world = new ClientWorld(folder);
        TrustManager[] trust = trust(world.authority());
        s3 =
                S3AsyncClient.builder()
                        .endpointOverride(world.secure())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                S3Rig.OPERATOR_KEY, S3Rig.SECRET.revealText())))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        .tlsTrustManagersProvider(() -> trust))
                        .forcePathStyle(true)
                        .multipartEnabled(true)
                        .build();
        transfers = S3TransferManager.builder().s3Client(s3).build();
        s3.createBucket(b -> b.bucket("java")).join();
    }

    @AfterEach
    void stop() {
        transfers.close();
        s3.close();
        world.close();
    }

    private static TrustManager[] trust(PlatformCa authority) throws Exception {
        Secret password = Secret.of("password");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(
                new ByteArrayInputStream(authority.trustStore("PKCS12", password)),
                password.revealText().toCharArray());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(b -> b.bucket("java").key(key).checksumMode("ENABLED")).join();
    }

    private void isLarge(String key) throws IOException {
        Path back = folder.resolve("back");
        Files.deleteIfExists(back);
        s3.getObject(b -> b.bucket("java").key(key), AsyncResponseTransformer.toFile(back)).join();
        assertThat(ClientWorld.sha256(back)).isEqualTo(ClientWorld.sha256(world.large()));
    }

    @Test
    void smallObjectsTakeTheirChecksumsInTrailers() {
        s3.putObject(
                        b -> b.bucket("java").key(ClientWorld.HARD_KEY),
                        AsyncRequestBody.fromString("hello"))
                .join();
        assertThat(head(ClientWorld.HARD_KEY).checksumCRC32()).isEqualTo("NhCmhg==");
        assertThat(
                        s3.getObject(
                                        b -> b.bucket("java").key(ClientWorld.HARD_KEY),
                                        AsyncResponseTransformer.toBytes())
                                .join()
                                .asUtf8String())
                .isEqualTo("hello");
        assertThat(world.bodies()).contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    }

    @Test
    void largeObjectsGoInPartsFromFilesAndStreams() throws Exception {
        s3.putObject(b -> b.bucket("java").key("file"), AsyncRequestBody.fromFile(world.large()))
                .join();
        isLarge("file");
        assertThat(head("file").eTag()).contains("-");
        BlockingOutputStreamAsyncRequestBody body = AsyncRequestBody.forBlockingOutputStream(null);
        CompletableFuture<PutObjectResponse> sent =
                s3.putObject(b -> b.bucket("java").key("output"), body);
        try (OutputStream out = body.outputStream()) {
            Files.copy(world.large(), out);
        }
        sent.join();
        isLarge("output");
        try (InputStream in = Files.newInputStream(world.large());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            s3.putObject(
                            b -> b.bucket("java").key("input"),
                            AsyncRequestBody.fromInputStream(
                                    c -> c.inputStream(in).contentLength(null).executor(executor)))
                    .join();
        }
        isLarge("input");
        assertThat(
                        s3.getObject(
                                        b ->
                                                b.bucket("java")
                                                        .key("input")
                                                        .range("bytes=9000000-9000999"),
                                        AsyncResponseTransformer.toBytes())
                                .join()
                                .asByteArray())
                .isEqualTo(
                        Arrays.copyOfRange(
                                Files.readAllBytes(world.large()), 9_000_000, 9_001_000));
    }

    @Test
    void theTransferManagerUploadsCopiesAndDownloads() throws Exception {
        transfers
                .uploadFile(
                        b ->
                                b.source(world.large())
                                        .putObjectRequest(r -> r.bucket("java").key("file")))
                .completionFuture()
                .join();
        transfers
                .copy(
                        b ->
                                b.copyObjectRequest(
                                        r ->
                                                r.sourceBucket("java")
                                                        .sourceKey("file")
                                                        .destinationBucket("java")
                                                        .destinationKey("copy")))
                .completionFuture()
                .join();
        isLarge("copy");
        Path back = folder.resolve("transferred");
        transfers
                .downloadFile(
                        b ->
                                b.destination(back)
                                        .getObjectRequest(r -> r.bucket("java").key("copy")))
                .completionFuture()
                .join();
        assertThat(back).hasSameBinaryContentAs(world.large());
    }

    @Test
    void theTransferManagerMovesWholeFolders() throws Exception {
        Path many = world.many();
        var up =
                transfers
                        .uploadDirectory(b -> b.source(many).bucket("java").s3Prefix("to"))
                        .completionFuture()
                        .join();
        assertThat(up.failedTransfers()).isEmpty();
        Path back = Files.createDirectory(folder.resolve("downloaded"));
        var down =
                transfers
                        .downloadDirectory(
                                b ->
                                        b.destination(back)
                                                .bucket("java")
                                                .listObjectsV2RequestTransformer(
                                                        r -> r.prefix("to/")))
                        .completionFuture()
                        .join();
        assertThat(down.failedTransfers()).isEmpty();
        try (var files = Files.walk(many)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(back.resolve(many.relativize(file))).hasSameBinaryContentAs(file);
            }
        }
        List<ObjectIdentifier> keys = new ArrayList<>();
        s3.listObjectsV2Paginator(b -> b.bucket("java"))
                .contents()
                .subscribe(each -> keys.add(ObjectIdentifier.builder().key(each.key()).build()))
                .join();
        assertThat(keys).hasSize(ClientWorld.MANY);
        for (List<ObjectIdentifier> part :
                List.of(keys.subList(0, 1000), keys.subList(1000, ClientWorld.MANY))) {
            s3.deleteObjects(b -> b.bucket("java").delete(d -> d.objects(part))).join();
        }
        s3.deleteBucket(b -> b.bucket("java")).join();
        assertThat(s3.listBuckets().join().buckets()).isEmpty();
    }
}
