package mvi.bench;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import mvi.bench.ObjectLoad.Request;
import mvi.bench.ObjectPeers.Peer;
import mvi.bench.Race.Entrant;
import mvi.bench.Race.Told;

/**
 * Blob in the data process beside MinIO, by turns and on one disk, and beside what the disk and
 * nginx's sendfile give. MinIO is left out where it can't be built.
 */
final class BlobBench {
    /** In the place of a line's name: without MinIO. */
    private static final String ALONE = "alone";

    private static final int ROUNDS = 3;
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Duration STREAM_TIME = Duration.ofSeconds(8);
    private static final int KEYS = 1_000_000;

    /** By its own door; a million files would take it longer than the rest of the run. */
    private static final int PEER_KEYS = 50_000;

    private static final int MIB = 1 << 20;
    private static final int LARGE_MIB = 64;
    private static final int GIANT_MIB = 1024;
    private static final int SMALL = 4096;
    private static final int SMALL_OBJECTS = 2000;
    private static final int WRITERS = 32;
    private static final int READERS = 64;
    private static final int STREAMS = 64;
    private static final int PUTS_A_WRITER = 2000;
    private static final int STARTS = 3;
    private static final long STREAM_BUDGET = 4L << 30;

    private final String launcher;
    private final List<String> lines;
    private final Random random = new Random(1);
    private final ByteBuffer mebibyte = ByteBuffer.allocateDirect(MIB);
    private final ByteBuffer small = ByteBuffer.allocate(SMALL);
    private final String largeSha256;
    private final String smallSha256;
    private final AtomicInteger batch = new AtomicInteger();
    private final List<String> goals = new ArrayList<>();

    /**
     * @param lines of the measurement, by name; all when empty
     */
    BlobBench(String launcher, List<String> lines) throws Exception {
        this.launcher = launcher;
        this.lines = lines;
        byte[] bytes = new byte[MIB];
        random.nextBytes(bytes);
        mebibyte.put(bytes).flip();
        small.put(bytes, 0, SMALL).flip();
        smallSha256 = SignedRequests.sha256(small.array());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < LARGE_MIB; i++) {
            digest.update(bytes);
        }
        largeSha256 = HexFormat.of().formatHex(digest.digest());
    }

    void run() throws Exception {
        try (ObjectPeers peers = new ObjectPeers(launcher)) {
            FileStore disk = Files.getFileStore(peers.folder());
            say("on %s (%s), %d rounds of %d s", disk, disk.type(), ROUNDS, TIME.toSeconds());
            long began = System.nanoTime();
            int keys = isAsked("list") || isAsked("start") ? KEYS : 1;
            peers.load(keys);
            say("mvi has %,d keys, put in %.0f s", keys, (System.nanoTime() - began) / 1e9);
            Optional<Path> program =
                    lines.contains(ALONE)
                            ? Optional.empty()
                            : ObjectPeers.minioProgram(
                                    Path.of(launcher)
                                            .toAbsolutePath()
                                            .resolveSibling("target/peers"));
            List<Peer> all = new ArrayList<>();
            all.add(peers.blob());
            if (program.isPresent()) {
                all.add(minio(peers, program.get()));
            }
            for (Peer each : all) {
                put(each, "/bench/large", LARGE_MIB);
            }
            Peer nginx = peers.nginx(files(peers));
            largePuts(peers, all);
            largeGets(peers, nginx, all);
            byTls(peers, nginx, all.getFirst(), program);
            smallPuts(peers, all);
            smallGets(all);
            listings(all);
            if (isAsked("memory")) {
                all.set(0, memory(peers, all));
            }
            if (isAsked("start")) {
                starts(peers, all.getFirst());
            }
            say("%n%-66s %-24s %s", "goal", "measured", "");
            goals.forEach(System.out::println);
        }
    }

    private boolean isAsked(String line) {
        return lines.stream().allMatch(ALONE::equals) || lines.contains(line);
    }

    private Peer minio(ObjectPeers peers, Path program) throws Exception {
        Peer minio = peers.minio(program);
        if (isAsked("list")) {
            byte[] content = new byte[ManyKeys.BYTES];
            putAll(minio, PEER_KEYS, ManyKeys::key, ByteBuffer.wrap(content));
            say("%s has %,d keys", minio.name(), PEER_KEYS);
        }
        return minio;
    }

    private Path files(ObjectPeers peers) throws Exception {
        Path files = Files.createDirectories(peers.folder().resolve("files"));
        Files.write(files.resolve("index.html"), new byte[1]);
        Path large = Files.createDirectories(files.resolve("bench")).resolve("large");
        try (FileChannel out =
                FileChannel.open(large, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < LARGE_MIB; i++) {
                out.write(mebibyte.slice());
            }
        }
        return files;
    }

    private void largePuts(ObjectPeers peers, List<Peer> all) throws Exception {
        for (boolean isSigned : new boolean[] {false, true}) {
            if (!isAsked(isSigned ? "signed-put" : "large-put")) {
                continue;
            }
            List<Entrant> entrants = new ArrayList<>();
            entrants.add(
                    new Entrant(
                            "disk",
                            Optional.empty(),
                            () ->
                                    Told.of(
                                            new DiskPace(peers.folder())
                                                    .files(LARGE_MIB * MIB, TIME),
                                            LARGE_MIB)));
            for (Peer each : all) {
                Request request =
                        large(each, "put-large", isSigned ? largeSha256 : SignedRequests.UNSIGNED);
                entrants.add(of(each, 1, request, LARGE_MIB));
            }
            String how = isSigned ? "its SHA-256 signed" : "unsigned payload";
            Race race =
                    Race.of(
                            "PUT of 64 MiB, one connection, " + how + "; disk: written and synced",
                            "MiB",
                            ROUNDS,
                            entrants);
            double ratio = race.ratio("mvi", "disk");
            goal("PUT of 64 MiB, " + how + ", ≥ 0.8 × the disk", "%.2f", ratio, ratio >= 0.8);
        }
    }

    private Request large(Peer peer, String key, String payload) {
        byte[] head = peer.signed().put("/bench/" + key, (long) LARGE_MIB * MIB, payload);
        return new Request(head, mebibyte, LARGE_MIB);
    }

    /** The same request again and again. */
    private static Entrant of(Peer peer, int connections, Request request, double unitsEach) {
        Optional<Request> same = Optional.of(request);
        return new Entrant(
                peer.name(),
                Optional.of(peer.process()),
                () ->
                        Told.of(
                                new ObjectLoad(peer.port(), connections, _ -> same).run(TIME),
                                unitsEach));
    }

    private void largeGets(ObjectPeers peers, Peer nginx, List<Peer> all) throws Exception {
        if (!isAsked("large-get")) {
            return;
        }
        for (int connections : new int[] {1, 8}) {
            List<Entrant> entrants = new ArrayList<>();
            List<Peer> peersAndNginx = new ArrayList<>(all);
            peersAndNginx.addFirst(nginx);
            for (Peer each : peersAndNginx) {
                Request get = Request.of(each.signed().get("/bench/large", ""));
                entrants.add(of(each, connections, get, LARGE_MIB));
            }
            Race race =
                    Race.of("GET of 64 MiB, connections: " + connections, "MiB", ROUNDS, entrants);
            double ratio = race.ratio("mvi", "nginx");
            goal(
                    "GET of 64 MiB, connections: %d, ≥ 0.6 × nginx".formatted(connections),
                    "%.2f",
                    ratio,
                    ratio >= 0.6);
        }
    }

    private void byTls(ObjectPeers peers, Peer nginx, Peer blob, Optional<Path> minio)
            throws Exception {
        if (!isAsked("tls")) {
            return;
        }
        List<Peer> all = new ArrayList<>(List.of(blob));
        if (minio.isPresent()) {
            Peer other = peers.minioByTls(minio.get());
            byTls(peers, other, large(other, "large", SignedRequests.UNSIGNED)).load().run();
            all.add(other);
        }
        List<Entrant> puts = new ArrayList<>();
        for (Peer each : all) {
            puts.add(byTls(peers, each, large(each, "put-large", SignedRequests.UNSIGNED)));
        }
        Race.of("PUT of 64 MiB by TLS 1.3, unsigned payload", "MiB", ROUNDS, puts);
        List<Entrant> gets = new ArrayList<>();
        List<Peer> peersAndNginx = new ArrayList<>(all);
        peersAndNginx.addFirst(nginx);
        for (Peer each : peersAndNginx) {
            gets.add(byTls(peers, each, Request.of(each.signed().get("/bench/large", ""))));
        }
        Race.of("GET of 64 MiB by TLS 1.3", "MiB", ROUNDS, gets);
    }

    private static Entrant byTls(ObjectPeers peers, Peer peer, Request request) {
        return new Entrant(
                peer.name(),
                Optional.of(peer.process()),
                () -> Told.of(peers.tls(peer).run(request, TIME), LARGE_MIB));
    }

    private void smallPuts(ObjectPeers peers, List<Peer> all) throws Exception {
        if (!isAsked("small-put")) {
            return;
        }
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(
                new Entrant(
                        "disk",
                        Optional.empty(),
                        () ->
                                Told.of(
                                        new DiskPace(peers.folder()).commits(WRITERS, SMALL, TIME),
                                        1)));
        for (Peer each : all) {
            entrants.add(
                    new Entrant(
                            each.name(),
                            Optional.of(each.process()),
                            () -> Told.of(smallPuts(each).run(TIME), 1)));
        }
        Race race =
                Race.of(
                        "durable PUT of 4 KiB, 32 connections, new keys, SHA-256 signed; disk:"
                                + " commits of 32 writers in groups",
                        "request",
                        ROUNDS,
                        entrants);
        double ratio = race.ratio("mvi", "disk");
        double perSecond = race.perSecond("mvi");
        goal("durable PUT of 4 KiB, 32 clients, ≥ 0.5 × the disk", "%.2f", ratio, ratio >= 0.5);
        goal("the same, ≥ 3,000/s", "%.0f/s", perSecond, perSecond >= 3000);
    }

    /** Signed before it begins. */
    private ObjectLoad smallPuts(Peer peer) {
        SignedRequests signed = peer.signed();
        int run = batch.incrementAndGet();
        byte[][][] heads = new byte[WRITERS][PUTS_A_WRITER][];
        for (int i = 0; i < WRITERS; i++) {
            for (int j = 0; j < PUTS_A_WRITER; j++) {
                String path = "/bench/puts/%d/%d-%d".formatted(run, i, j);
                heads[i][j] = signed.put(path, SMALL, smallSha256);
            }
        }
        int[] next = new int[WRITERS];
        return new ObjectLoad(
                peer.port(),
                WRITERS,
                i -> Optional.of(new Request(heads[i][next[i]++ % PUTS_A_WRITER], small, 1)));
    }

    private void smallGets(List<Peer> all) throws Exception {
        if (!isAsked("small-get")) {
            return;
        }
        List<Entrant> entrants = new ArrayList<>();
        for (Peer each : all) {
            putAll(each, SMALL_OBJECTS, i -> "gets/" + i, small);
            SignedRequests signed = each.signed();
            List<Optional<Request>> gets =
                    IntStream.range(0, SMALL_OBJECTS)
                            .mapToObj(i -> signed.get("/bench/gets/" + i, ""))
                            .map(Request::of)
                            .map(Optional::of)
                            .toList();
            entrants.add(
                    new Entrant(
                            each.name(),
                            Optional.of(each.process()),
                            () ->
                                    Told.of(
                                            new ObjectLoad(
                                                            each.port(),
                                                            READERS,
                                                            _ ->
                                                                    gets.get(
                                                                            random.nextInt(
                                                                                    SMALL_OBJECTS)))
                                                    .run(TIME),
                                            1)));
        }
        Race race = Race.of("GET of 4 KiB, 64 connections, at random", "request", ROUNDS, entrants);
        double most = 2e6 / race.cpuMicros("mvi");
        goal("GET of 4 KiB ≥ 15,000/s on two cores", "%.0f/s by its CPU", most, most >= 15_000);
    }

    private void listings(List<Peer> all) throws Exception {
        if (!isAsked("list")) {
            return;
        }
        say("%nlisting 1,000 keys (load average %s)", Proc.load());
        double worst = 0;
        Listings.sayNames();
        for (Peer each : all) {
            boolean isFirst = each == all.getFirst();
            double own = Listings.run(each, isFirst ? KEYS : PEER_KEYS, TIME);
            worst = isFirst ? own : worst;
        }
        goal("listing 1,000 of 1,000,000 keys, p99 ≤ 10 ms", "%.1f ms", worst, worst <= 10);
    }

    private Peer memory(ObjectPeers peers, List<Peer> all) throws Exception {
        say(
                "%n%d connections stream objects of 1 GiB, %d s each, MiB%n%-10s %-20s %10s %10s"
                        + " %10s %12s %12s",
                STREAMS,
                STREAM_TIME.toSeconds(),
                "",
                "",
                "RSS idle",
                "RSS most",
                "MiB/s",
                "heap before",
                "heap after");
        put(all.getFirst(), "/bench/giant", GIANT_MIB);
        peers.kill(all.getFirst());
        Peer blob = peers.blob();
        MemoryLine mvi = new MemoryLine(blob, Optional.of(peers.pauses()));
        mvi.run("idle", () -> 0);
        mvi.run("reads", () -> reads(blob));
        mvi.run("reads by TLS", () -> readsByTls(peers, blob));
        mvi.run("writes", () -> writes(blob));
        if (all.size() > 1) {
            Peer other = all.get(1);
            put(other, "/bench/giant", GIANT_MIB);
            MemoryLine its = new MemoryLine(other, Optional.empty());
            its.run("reads", () -> reads(other));
            its.run("writes", () -> writes(other));
        }
        goal(
                "64 clients streaming 1 GiB objects: RSS ≤ 64 MB above idle",
                "%.0f MiB",
                mvi.mostAbove(),
                mvi.mostAbove() <= 64);
        goal(
                "the same: heap in use after collections ≤ 64 MB above idle",
                "%.0f MiB",
                mvi.mostHeapAbove(),
                mvi.mostHeapAbove() <= 64);
        return blob;
    }

    private static long reads(Peer peer) throws Exception {
        Optional<Request> get = Optional.of(Request.of(peer.signed().get("/bench/giant", "")));
        return new ObjectLoad(peer.port(), STREAMS, _ -> get)
                .cut(STREAM_TIME, Long.MAX_VALUE)
                .bytes();
    }

    private static long readsByTls(ObjectPeers peers, Peer peer) throws Exception {
        byte[] get = peer.signed().get("/bench/giant", "");
        return peers.tls(peer).stream(get, STREAMS, STREAM_TIME);
    }

    /** Cut before they are whole: what came of them lies on the disk until then. */
    private long writes(Peer peer) throws Exception {
        SignedRequests signed = peer.signed();
        return new ObjectLoad(
                        peer.port(),
                        STREAMS,
                        i ->
                                Optional.of(
                                        new Request(
                                                signed.put(
                                                        "/bench/giants/" + i,
                                                        (long) GIANT_MIB * MIB,
                                                        SignedRequests.UNSIGNED),
                                                mebibyte,
                                                GIANT_MIB)))
                .cut(STREAM_TIME, STREAM_BUDGET)
                .bytes();
    }

    /** Killed, so that it has a log to read again. */
    private void starts(ObjectPeers peers, Peer running) throws Exception {
        List<Double> took = new ArrayList<>();
        Peer blob = running;
        for (int i = 0; i < STARTS; i++) {
            peers.kill(blob);
            long began = System.nanoTime();
            blob = peers.blob();
            took.add((System.nanoTime() - began) / 1e9);
        }
        double median = Race.median(took.stream());
        say("%nfrom start to first answer, with %,d keys: %s s", KEYS, took);
        goal("start with 1,000,000 objects ≤ 2 s", "%.2f s", median, median <= 2);
    }

    private void put(Peer peer, String path, int mebibytes) throws Exception {
        byte[] head = peer.signed().put(path, (long) mebibytes * MIB, SignedRequests.UNSIGNED);
        Optional<Request> once = Optional.of(new Request(head, mebibyte, mebibytes));
        new ObjectLoad(peer.port(), 1, _ -> once).run(Duration.ofNanos(1));
    }

    private static void putAll(Peer peer, int count, IntFunction<String> key, ByteBuffer content)
            throws Exception {
        SignedRequests signed = peer.signed();
        byte[] bytes = new byte[content.remaining()];
        content.slice().get(bytes);
        String sha256 = SignedRequests.sha256(bytes);
        int[] next = {0};
        new ObjectLoad(
                        peer.port(),
                        WRITERS,
                        _ ->
                                next[0] == count
                                        ? Optional.empty()
                                        : Optional.of(
                                                new Request(
                                                        signed.put(
                                                                "/bench/" + key.apply(next[0]++),
                                                                bytes.length,
                                                                sha256),
                                                        content,
                                                        1)))
                .run(Duration.ofMinutes(5));
    }

    private void goal(String what, String how, double value, boolean isMet) {
        goals.add(
                String.format(
                        Locale.ROOT,
                        "%-66s %-24s %s",
                        what,
                        how.formatted(value),
                        isMet ? "met" : "missed"));
    }

    private static void say(String line, Object... values) {
        System.out.println(line.formatted(values));
    }
}
