package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.fakes.DoomedProcess;
import mvi.services.blob.OpenObject;
import mvi.services.blob.StoredObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process had acknowledged is there, whole; what it had not is old or new, whole. */
final class BlobCrashTest {
    private static final int KILLS = 20;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 40;

    @TempDir Path folder;

    @Test
    void killedAtAnyTimeItKeepsWhatItAcknowledged() throws Exception {
        try (KilledWriter.Opened opened = KilledWriter.open(folder)) {
            opened.blob().createBucket(KilledWriter.BUCKET);
        }
        Map<Integer, Long> acknowledged = new HashMap<>();
        long next = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            writeUntilKilled(next, ACKNOWLEDGED_BEFORE_A_KILL + kill, acknowledged);
            next = 1 + Math.max(check(acknowledged), next);
        }
        assertThat(acknowledged).hasSizeGreaterThan(KilledWriter.KEYS / 2);
    }

    private void writeUntilKilled(long first, int count, Map<Integer, Long> acknowledged)
            throws IOException, InterruptedException {
        for (String line :
                DoomedProcess.run(
                        KilledWriter.class, count, folder.toString(), String.valueOf(first))) {
            String[] words = line.split(" ");
            acknowledged.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
        }
    }

    /** The highest version found; opening again swept what belongs to nobody. */
    private long check(Map<Integer, Long> acknowledged) throws IOException {
        long highest = 0;
        long files = 0;
        KilledWriter.Opened opened = KilledWriter.open(folder);
        try (opened) {
            for (StoredObject each :
                    opened.blob().list(KilledWriter.BUCKET, "", "", "", 1000).objects()) {
                int key = Integer.parseInt(each.name().key().substring(1));
                byte[] content = read(opened, each);
                long version = ByteBuffer.wrap(content).getLong();
                assertThat(content).isEqualTo(KilledWriter.content(key, version));
                assertThat(version).isGreaterThanOrEqualTo(acknowledged.getOrDefault(key, 0L));
                highest = Math.max(highest, version);
                files += each.length() > ByteCount.kib(16).bytes() ? 1 : 0;
            }
            for (int key : acknowledged.keySet()) {
                opened.blob().head(KilledWriter.name(key));
            }
        }
        try (Stream<Path> left = Files.walk(folder.resolve("data"))) {
            assertThat(left.filter(Files::isRegularFile).count()).isEqualTo(files);
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        return highest;
    }

    private static byte[] read(KilledWriter.Opened opened, StoredObject object) throws IOException {
        try (OpenObject open = opened.blob().get(object.name(), Optional.empty())) {
            return open.body().readAll(ByteCount.mib(1));
        }
    }
}
