package mvi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mvi.bench.ObjectPeers.Peer;

/** A process's memory before and while it is under loads, one after the other. */
final class MemoryLine {
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Pattern COLLECTION =
            Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\)");
    private static final double MIB = 1 << 20;

    private final Peer peer;
    private final Optional<Path> log;
    private final long idle;
    private final int idleHeap;
    private long most;
    private int mostHeap;

    /** One load; the bytes that it moved. */
    interface Load {
        long run() throws Exception;
    }

    /**
     * @param log what its collector says
     */
    MemoryLine(Peer peer, Optional<Path> log) throws Exception {
        this.peer = peer;
        this.log = log;
        Thread.sleep(CALM);
        this.idle = Proc.residentMib(peer.process());
        this.idleHeap = heapAfter(collections());
    }

    void run(String name, Load load) throws Exception {
        int before = collections().size();
        long began = System.nanoTime();
        long bytes;
        try (Peak peak = new Peak(peer.process())) {
            bytes = load.run();
            double seconds = (System.nanoTime() - began) / 1e9;
            List<MatchResult> during = collections();
            int heap =
                    during.stream()
                            .skip(before)
                            .mapToInt(each -> Integer.parseInt(each.group(2)))
                            .max()
                            .orElse(0);
            most = Math.max(most, peak.mostMib());
            mostHeap = Math.max(mostHeap, heap);
            System.out.println(
                    "%-10s %-20s %10d %10d %10.0f %12s %12s"
                            .formatted(
                                    peer.name(),
                                    name,
                                    idle,
                                    peak.mostMib(),
                                    bytes / seconds / MIB,
                                    log.isPresent() ? idleHeap : "-",
                                    log.isPresent() ? heap : "-"));
        }
    }

    double mostAbove() {
        return most - idle;
    }

    double mostHeapAbove() {
        return Math.max(0, mostHeap - idleHeap);
    }

    private static int heapAfter(List<MatchResult> collections) {
        return collections.isEmpty() ? 0 : Integer.parseInt(collections.getLast().group(2));
    }

    private List<MatchResult> collections() throws IOException {
        if (log.isEmpty()) {
            return List.of();
        }
        String all = Files.readString(log.get(), StandardCharsets.UTF_8);
        return COLLECTION.matcher(all).results().toList();
    }
}
