package mvi.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mvi.bench.ObjectPeers.Peer;

/** Pages of a bucket of {@link ManyKeys}, at random places, one after the other. */
final class Listings {
    private static final int PAGES = 300;
    private static final String COLUMNS = "%-10s %-36s %10s %10s %10s%n";
    private static final List<String> SHAPES =
            List.of(
                    "start-after=KEY",
                    "prefix=FOLDER, 10,000 below it",
                    "prefix=FOLDER, start-after=KEY",
                    "prefix=FOLDER, delimiter",
                    "prefix=FOLDER/FOLDER, 100 below it");

    private Listings() {}

    static void sayNames() {
        System.out.printf(COLUMNS, "", "", "p50 ms", "p99 ms", "max ms");
    }

    /** The worst p99 of all shapes, in milliseconds. */
    static double run(Peer peer, int keys, Duration time) throws IOException {
        double worst = 0;
        for (String shape : SHAPES) {
            var _ = pages(peer, shape, keys, time);
            SteadyLoad.Times times = pages(peer, shape, keys, time);
            System.out.printf(
                    COLUMNS,
                    peer.name(),
                    shape,
                    "%.2f".formatted(times.millis(0.5)),
                    "%.2f".formatted(times.millis(0.99)),
                    "%.2f".formatted(times.millis(1)));
            worst = Math.max(worst, times.millis(0.99));
        }
        return worst;
    }

    private static SteadyLoad.Times pages(Peer peer, String shape, int keys, Duration time)
            throws IOException {
        SignedRequests signed = peer.signed();
        Random random = new Random(keys);
        int[] asked = {0};
        ObjectLoad.Script script =
                _ ->
                        asked[0]++ == PAGES
                                ? Optional.empty()
                                : Optional.of(
                                        ObjectLoad.Request.of(
                                                signed.get(
                                                        "/" + ObjectPeers.BUCKET,
                                                        query(shape, random.nextInt(keys)))));
        return new ObjectLoad(peer.port(), 1, script).run(time).times();
    }

    /** In the order of its parameters. */
    private static String query(String shape, int number) {
        String key = ManyKeys.key(number).replace("/", "%2F");
        StringBuilder query = new StringBuilder();
        if (shape.contains("delimiter")) {
            query.append("delimiter=%2F&");
        }
        query.append("list-type=2&max-keys=1000");
        if (shape.contains("prefix")) {
            int end = shape.contains("FOLDER/FOLDER") ? key.lastIndexOf('%') : key.indexOf('%');
            query.append("&prefix=").append(key, 0, end + "%2F".length());
        }
        if (shape.contains("start-after")) {
            query.append("&start-after=").append(key);
        }
        return query.toString();
    }
}
