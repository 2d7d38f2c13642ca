package mvi.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;

/** What a process of the platform wrote of itself once it listened. */
public record ProcessFacts(String process, long pid, Instant started) {
    private static final int PAGE_BYTES = 4096;

    /** Tells that this process listens. */
    public static void write(
            Home home, String process, Instant started, Map<String, Integer> ports) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("pid", ProcessHandle.current().pid());
        facts.put("started", started.toString());
        facts.put("ports", ports);
        SmallFiles.write(home.facts(process), Json.text(facts), "rw-r--r--");
    }

    /** Empty before its first start, and for a file that is none of ours. */
    public static Optional<ProcessFacts> read(Home home, String process) {
        try {
            var facts = Json.parse(Files.readAllBytes(home.facts(process)));
            return Optional.of(
                    new ProcessFacts(
                            process,
                            facts.path("pid").asLong(),
                            Instant.parse(facts.path("started").asText())));
        } catch (IOException | Problem missing) {
            return Optional.empty();
        }
    }

    /** Whether that process still is, and is one of ours. */
    public boolean isAlive() {
        try {
            String words =
                    Files.readString(
                            Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return words.contains("mvi.Main\0" + process);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Resident memory in bytes; 0 when it is gone. */
    public long memory() {
        try {
            String[] fields = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", -1);
            return Long.parseLong(fields[1]) * PAGE_BYTES;
        } catch (IOException gone) {
            return 0;
        }
    }
}
