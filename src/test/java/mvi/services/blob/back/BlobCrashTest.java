package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.fakes.DoomedProcess;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.UploadDetails;
import mvi.services.blob.VersionEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a killed process had acknowledged is there, whole; what it had not is old or new, whole.
 * {@code -Dmvi.long=true} kills 300 times.
 */
final class BlobCrashTest {
    private static final int KILLS = Boolean.getBoolean("mvi.long") ? 300 : 12;
    private static final int LINES_BEFORE_A_KILL = 60;
    private static final int MOST_MORE_LINES = 120;
    private static final long NUMBERS_APART = 1_000_000;

    @TempDir Path folder;
    private final Map<Integer, String> done = new HashMap<>();
    private final Map<String, Long> kept = new HashMap<>();
    private final Map<Integer, String> trying = new HashMap<>();
    private int checked;

    @Test
    void killedAtAnyTimeItKeepsWhatItAcknowledged() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            int lines = LINES_BEFORE_A_KILL + kill * 7 % MOST_MORE_LINES;
            String first = String.valueOf((kill + 1) * NUMBERS_APART);
            trying.clear();
            for (String line :
                    DoomedProcess.run(KilledWriter.class, lines, folder.toString(), first)) {
                note(line.split(" "));
            }
            check();
        }
        assertThat(checked).isGreaterThan(KILLS * KilledWriter.KEYS / 2);
    }

    private void note(String[] words) {
        int key = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "try" -> trying.put(key, words[2]);
            case "done" -> {
                trying.remove(key);
                done.put(key, words[2]);
            }
            case "kept" -> kept.put(words[1] + " " + words[2], Long.valueOf(words[3]));
            case "dropped" -> kept.remove(words[1] + " " + words[2]);
            default -> throw new AssertionError(words[0]);
        }
    }

    /** Opening again sweeps what belongs to nobody. */
    private void check() throws IOException {
        KilledWriter.Opened opened = KilledWriter.open(folder);
        try (opened) {
            for (int key = 0; key < KilledWriter.KEYS; key++) {
                Set<String> possible = new HashSet<>();
                possible.add(done.getOrDefault(key, KilledWriter.NOTHING));
                possible.add(trying.getOrDefault(key, possible.iterator().next()));
                String state = state(opened, KilledWriter.name(key), ReadOptions.WHOLE);
                assertThat(possible).as("key " + key).contains(state);
                done.put(key, state);
                checked++;
            }
            for (Map.Entry<String, Long> each : kept.entrySet()) {
                String[] name = each.getKey().split(" ");
                ReadOptions version =
                        new ReadOptions(
                                Optional.of(name[1]),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                assertThat(
                                state(
                                        opened,
                                        new ObjectName(KilledWriter.VERSIONS, "k" + name[0]),
                                        version))
                        .isEqualTo(String.valueOf(each.getValue()));
            }
            everyVersionIsWhole(opened);
            for (UploadDetails each : opened.blob().uploads(KilledWriter.BUCKET)) {
                opened.blob().abortUpload(each.upload().object(), each.upload().id());
            }
        }
        // A second start sweeps what the first was told to let go of.
        try (KilledWriter.Opened again = KilledWriter.open(folder)) {
            assertThat(again.blob().uploads(KilledWriter.BUCKET)).isEmpty();
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        noFileIsNobodys();
    }

    private void everyVersionIsWhole(KilledWriter.Opened opened) throws IOException {
        for (VersionEntry each :
                opened.blob()
                        .listVersions(KilledWriter.VERSIONS, "", "", Optional.empty(), 1000)
                        .versions()) {
            StoredObject object = each.object();
            ReadOptions version =
                    new ReadOptions(
                            Optional.of(object.version()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
            assertThat(state(opened, object.name(), version)).isNotEqualTo(KilledWriter.NOTHING);
        }
    }

    /** The number of the content, which must be that number's to the last byte. */
    private static String state(KilledWriter.Opened opened, ObjectName name, ReadOptions options)
            throws IOException {
        try (OpenObject open = opened.blob().get(name, options)) {
            byte[] content = open.body().readAll(ByteCount.mib(1));
            long number = java.nio.ByteBuffer.wrap(content).getLong();
            assertThat(content).isEqualTo(KilledWriter.content(number));
            return String.valueOf(number);
        } catch (Problem missing) {
            assertThat(missing.code()).isEqualTo("no-such-key");
            return KilledWriter.NOTHING;
        }
    }

    private void noFileIsNobodys() throws IOException {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> left = Files.walk(folder.resolve("data"))) {
            left.filter(Files::isRegularFile)
                    .forEach(each -> files.add(each.getFileName().toString()));
        }
        try (KilledWriter.Opened opened = KilledWriter.open(folder)) {
            byte[] all = Keys.file("");
            assertThat(new StoreRecords(opened.records()).scan(all, all, 100_000))
                    .as("files that records hold")
                    .hasSize(files.size());
        }
    }
}
