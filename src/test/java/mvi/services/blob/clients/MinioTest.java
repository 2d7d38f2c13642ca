package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.ComposeObjectArgs;
import io.minio.CopyObjectArgs;
import io.minio.DownloadObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectTagsArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveBucketArgs;
import io.minio.RemoveObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.SetBucketVersioningArgs;
import io.minio.SetObjectTagsArgs;
import io.minio.SourceObject;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.Item;
import io.minio.messages.Tags;
import io.minio.messages.VersioningConfiguration;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MinIO's client, which signs and chunks by code of its own. */
@Tag("engine")
final class MinioTest {
    private static final long PART = 5L * 1024 * 1024;

    @TempDir Path folder;
    private ClientWorld world;
    private MinioClient minio;

    @BeforeEach
    void start() throws Exception {
        world = new ClientWorld(folder);
        minio =
                MinioClient.builder()
                        .endpoint(world.plain().toString())
                        .credentials(S3Rig.OPERATOR_KEY, S3Rig.SECRET.revealText())
                        .build();
        minio.makeBucket(MakeBucketArgs.builder().bucket("minio").build());
    }

    @AfterEach
    void stop() throws Exception {
        minio.close();
        world.close();
    }

    private void put(String key, String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        minio.putObject(
                PutObjectArgs.builder()
                        .bucket("minio")
                        .object(key)
                        .data(bytes, bytes.length)
                        .contentType("text/x-small")
                        .userMetadata(Map.of("colour", "deep blue"))
                        .build());
    }

    private static GetObjectArgs.Builder of(String key) {
        return GetObjectArgs.builder().bucket("minio").object(key);
    }

    private byte[] get(GetObjectArgs.Builder arguments) throws Exception {
        try (InputStream in = minio.getObject(arguments.build())) {
            return in.readAllBytes();
        }
    }

    private StatObjectResponse stat(String key) throws Exception {
        return minio.statObject(StatObjectArgs.builder().bucket("minio").object(key).build());
    }

    private List<Item> list(ListObjectsArgs.Builder arguments) throws Exception {
        List<Item> items = new ArrayList<>();
        for (Result<Item> each : minio.listObjects(arguments.bucket("minio").build())) {
            items.add(each.get());
        }
        return items;
    }

    @Test
    void smallObjectsComeBackWithWhatWasSaidOfThem() throws Exception {
        assertThat(minio.bucketExists(BucketExistsArgs.builder().bucket("minio").build())).isTrue();
        assertThat(minio.bucketExists(BucketExistsArgs.builder().bucket("none").build())).isFalse();
        put(ClientWorld.HARD_KEY, "hello");
        assertThat(get(of(ClientWorld.HARD_KEY))).asString().isEqualTo("hello");
        StatObjectResponse stat = stat(ClientWorld.HARD_KEY);
        assertThat(stat.contentType()).isEqualTo("text/x-small");
        assertThat(stat.userMetadata().getFirst("colour")).isEqualTo("deep blue");
        minio.copyObject(
                CopyObjectArgs.builder()
                        .bucket("minio")
                        .object("copy")
                        .source(
                                SourceObject.builder()
                                        .bucket("minio")
                                        .object(ClientWorld.HARD_KEY)
                                        .build())
                        .build());
        assertThat(get(of("copy").offset(1L).length(3L))).asString().isEqualTo("ell");
        minio.setObjectTags(
                SetObjectTagsArgs.builder()
                        .bucket("minio")
                        .object("copy")
                        .tags(Map.of("team", "shop and co"))
                        .build());
        Tags tags =
                minio.getObjectTags(
                        GetObjectTagsArgs.builder().bucket("minio").object("copy").build());
        assertThat(tags.get()).isEqualTo(Map.of("team", "shop and co"));
    }

    @Test
    void largeObjectsGoInParts() throws Exception {
        minio.uploadObject(
                UploadObjectArgs.builder()
                        .bucket("minio")
                        .object("file")
                        .filename(world.large().toString(), PART)
                        .build());
        try (InputStream in = Files.newInputStream(world.large())) {
            minio.putObject(
                    PutObjectArgs.builder().bucket("minio").object("stream").stream(in, -1L, PART)
                            .build());
        }
        // It changes the list that it is given.
        List<SourceObject> sources = new ArrayList<>();
        for (String key : List.of("file", "stream")) {
            sources.add(SourceObject.builder().bucket("minio").object(key).build());
        }
        minio.composeObject(
                ComposeObjectArgs.builder()
                        .bucket("minio")
                        .object("composed")
                        .sources(sources)
                        .build());
        byte[] all = Files.readAllBytes(world.large());
        for (String key : List.of("file", "stream")) {
            Path back = folder.resolve(key);
            minio.downloadObject(
                    DownloadObjectArgs.builder()
                            .bucket("minio")
                            .object(key)
                            .filename(back.toString())
                            .build());
            assertThat(ClientWorld.sha256(back)).isEqualTo(ClientWorld.sha256(world.large()));
            assertThat(stat(key).etag()).endsWith("-4");
        }
        assertThat(get(of("file").offset(9_000_000L).length(1000L)))
                .isEqualTo(Arrays.copyOfRange(all, 9_000_000, 9_001_000));
        assertThat(stat("composed").size()).isEqualTo(2L * all.length);
        assertThat(get(of("composed").offset((long) all.length))).isEqualTo(all);
    }

    @Test
    void manyAreListedAndDeleted() throws Exception {
        ClientWorld.writeMany(key -> put(key, "x"));
        assertThat(list(ListObjectsArgs.builder()))
                .extracting(Item::objectName)
                .containsExactly("many/");
        for (boolean isOld : new boolean[] {false, true}) {
            assertThat(list(ListObjectsArgs.builder().recursive(true).useApiVersion1(isOld)))
                    .hasSize(ClientWorld.MANY);
        }
        List<DeleteRequest.Object> all =
                list(ListObjectsArgs.builder().recursive(true)).stream()
                        .map(each -> new DeleteRequest.Object(each.objectName()))
                        .toList();
        assertThat(
                        minio.removeObjects(
                                RemoveObjectsArgs.builder().bucket("minio").objects(all).build()))
                .isEmpty();
        minio.removeBucket(RemoveBucketArgs.builder().bucket("minio").build());
        assertThat(minio.listBuckets()).isEmpty();
    }

    @Test
    void anyoneMayFollowWhatIsPresigned() throws Exception {
        GetPresignedObjectUrlArgs.Builder signed =
                GetPresignedObjectUrlArgs.builder().bucket("minio").object(ClientWorld.HARD_KEY);
        String put = minio.getPresignedObjectUrl(signed.method(Http.Method.PUT).build());
        ClientWorld.fetch(URI.create(put), Optional.of("by anyone"), Map.of());
        String get = minio.getPresignedObjectUrl(signed.method(Http.Method.GET).build());
        assertThat(ClientWorld.fetch(URI.create(get), Optional.empty(), Map.of()))
                .isEqualTo("by anyone");
    }

    @Test
    void olderVersionsAreRead() throws Exception {
        minio.setBucketVersioning(
                SetBucketVersioningArgs.builder()
                        .bucket("minio")
                        .config(
                                new VersioningConfiguration(
                                        VersioningConfiguration.Status.ENABLED, null, null, null))
                        .build());
        put("k", "older");
        put("k", "newer");
        minio.removeObject(RemoveObjectArgs.builder().bucket("minio").object("k").build());
        assertThatThrownBy(() -> stat("k")).isInstanceOf(ErrorResponseException.class);
        List<Item> versions = list(ListObjectsArgs.builder().includeVersions(true));
        assertThat(versions).hasSize(3).filteredOn(Item::isDeleteMarker).hasSize(1);
        List<String> contents = new ArrayList<>();
        for (Item each : versions) {
            if (!each.isDeleteMarker()) {
                byte[] content = get(of("k").versionId(each.versionId()));
                contents.add(new String(content, StandardCharsets.UTF_8));
            }
        }
        assertThat(contents).containsExactly("newer", "older");
    }
}
