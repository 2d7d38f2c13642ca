package mvi.services.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions as S3 has them, against a model that keeps each key's in a list. */
final class VersionsTest {
    private static final BucketName BUCKET = new BucketName(S3Rig.APP_ACCOUNT, "files");
    private static final List<String> KEYS = List.of("a", "a!", "a/b", "a/c", "b");
    private static final int STEPS = 1500;

    @TempDir Path folder;
    private final Map<String, List<Expected>> model = new TreeMap<>();
    private final Random random = new Random(11);
    private S3Rig rig;
    private VersioningBlobService blob;
    private Versioning versioning = Versioning.OFF;

    /** A version as it must be; empty content for a delete marker. */
    private record Expected(String version, Optional<String> content) {}

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        blob = rig.blob();
        blob.createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anyOrderOfWritesLeavesWhatTheModelHas() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(10)) {
                case 0 -> switchOver();
                case 1, 2, 3, 4 -> put(key, "content " + step);
                case 5, 6 -> delete(key);
                default -> deleteVersion(key);
            }
            compare(key);
        }
        compareLists();
    }

    private void switchOver() {
        versioning = random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED;
        Bucket _ = blob.changeBucket(BUCKET, it -> it.with(draft -> draft.versioning(versioning)));
    }

    private List<Expected> of(String key) {
        return model.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    private void put(String key, String content) {
        ByteSource body = ByteSource.of(content.getBytes(UTF_8));
        StoredObject stored =
                ((PutResult.Stored) blob.put(name(key), body, PutOptions.PLAIN)).object();
        arrive(key, new Expected(stored.version(), Optional.of(content)));
    }

    private void arrive(String key, Expected version) {
        assertThat(version.version().equals("null")).isEqualTo(versioning != Versioning.ENABLED);
        of(key).removeIf(each -> each.version().equals(version.version()));
        of(key).addFirst(version);
    }

    private void delete(String key) {
        Deletion.Done done = (Deletion.Done) blob.delete(name(key), DeleteOptions.PLAIN);
        if (versioning == Versioning.OFF) {
            assertThat(done).isEqualTo(new Deletion.Done(Optional.empty(), false));
            of(key).clear();
        } else {
            assertThat(done.isMarker()).isTrue();
            arrive(key, new Expected(done.version().orElseThrow(), Optional.empty()));
        }
    }

    private void deleteVersion(String key) {
        if (of(key).isEmpty()) {
            return;
        }
        Expected which = of(key).remove(random.nextInt(of(key).size()));
        Optional<String> version = Optional.of(which.version());
        DeleteOptions options = new DeleteOptions(version, false, WriteConditions.NONE);
        assertThat(blob.delete(name(key), options))
                .isEqualTo(new Deletion.Done(version, which.content().isEmpty()));
        assertThat(blob.delete(name(key), options))
                .as("again")
                .isEqualTo(new Deletion.Done(version, false));
    }

    private void compare(String key) throws IOException {
        List<Expected> expected = of(key);
        Optional<VersionEntry> newest = blob.find(name(key), Optional.empty());
        assertThat(newest.map(each -> each.object().version()))
                .isEqualTo(expected.stream().findFirst().map(Expected::version));
        for (Expected each : expected) {
            VersionEntry found = blob.find(name(key), Optional.of(each.version())).orElseThrow();
            assertThat(found.isLatest()).isEqualTo(each == expected.getFirst());
            assertThat(found.isDeleteMarker()).isEqualTo(each.content().isEmpty());
            if (each.content().isPresent()) {
                assertThat(read(key, Optional.of(each.version()))).isEqualTo(each.content().get());
            }
        }
        if (expected.isEmpty() || expected.getFirst().content().isEmpty()) {
            assertThatThrownBy(() -> blob.head(name(key)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("no-such-key"));
        } else {
            assertThat(read(key, Optional.empty()))
                    .isEqualTo(expected.getFirst().content().orElseThrow());
        }
    }

    private String read(String key, Optional<String> version) throws IOException {
        ReadOptions options =
                new ReadOptions(version, Optional.empty(), Optional.empty(), Optional.empty());
        try (OpenObject open = blob.get(name(key), options)) {
            return new String(open.body().readAll(ByteCount.kib(1)), UTF_8);
        }
    }

    private void compareLists() {
        List<String> expected = new ArrayList<>();
        model.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(
                        each -> {
                            for (Expected version : each.getValue()) {
                                boolean isLatest = version == each.getValue().getFirst();
                                expected.add(
                                        each.getKey() + " " + version.version() + " " + isLatest);
                            }
                        });
        for (int limit : List.of(1, 2, 3, 7, 1000)) {
            assertThat(listed("", "", limit)).as("pages of " + limit).isEqualTo(expected);
            assertThat(listed("a/", "", limit))
                    .isEqualTo(expected.stream().filter(it -> it.startsWith("a/")).toList());
        }
        assertThat(listed("", "/", 2)).contains("a/").noneMatch(it -> it.startsWith("a/b"));
        assertThat(listed("", "/", 2)).isEqualTo(listed("", "/", 1000));
    }

    private List<String> listed(String prefix, String delimiter, int limit) {
        List<String> all = new ArrayList<>();
        Optional<VersionListing.Marker> after = Optional.empty();
        do {
            VersionListing page = blob.listVersions(BUCKET, prefix, delimiter, after, limit);
            assertThat(page.versions().size() + page.prefixes().size()).isLessThanOrEqualTo(limit);
            page.versions()
                    .forEach(
                            each ->
                                    all.add(
                                            each.object().name().key()
                                                    + " "
                                                    + each.object().version()
                                                    + " "
                                                    + each.isLatest()));
            all.addAll(page.prefixes());
            after = page.next();
        } while (after.isPresent());
        // A page has its prefixes apart from its versions.
        return delimiter.isEmpty() ? all : all.stream().sorted().toList();
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }
}
