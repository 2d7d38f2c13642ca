package mvi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code mvi check} of large and of hostile manifests, each in a process of its own with 64 MB of
 * heap: wall time with the JVM's start, and how it ended.
 */
final class ManifestBench {
    private static final int ROUNDS = 5;
    private static final double NANOS = 1e9;

    private ManifestBench() {}

    static void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mvi-bench-manifest");
        try {
            System.out.printf(
                    "%-24s %10s %8s %8s %5s%n", "manifest", "bytes", "median", "worst", "exit");
            for (Map.Entry<String, String> each : manifests().entrySet()) {
                Files.writeString(folder.resolve("compose.yaml"), each.getValue());
                measure(each.getKey(), each.getValue().length(), folder);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Map<String, String> manifests() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("one service", services(1));
        all.put("1,000 services", services(1000));
        all.put("10,000 services", services(10_000));
        all.put("10 MB of text", "x: '" + "a".repeat(10 << 20) + "'\n");
        all.put("10 MB of services", services(100_000));
        all.put("a billion laughs", laughs());
        all.put("nested 100,000 deep", "[".repeat(100_000));
        all.put("1,000 wrong keys", "services:\n  web:\n" + wrongKeys());
        return all;
    }

    private static String services(int count) {
        StringBuilder text = new StringBuilder("services:\n");
        for (int i = 0; i < count; i++) {
            text.append(
                    "  s%1$d:\n    image: \"x:${TAG:-%1$d}\"\n    ports: [\"%2$d\"]\n    environment: {A: \"%1$d\", B: b}\n    depends_on: [s%3$d]\n"
                            .formatted(i, 1 + i % 65_000, i == 0 ? 1 : i - 1));
            if (i == 0) {
                text.setLength(text.indexOf("    depends_on"));
            }
        }
        return text.toString();
    }

    private static String laughs() {
        StringBuilder text =
                new StringBuilder("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String inner = ("*a" + (i - 1) + ", ").repeat(9);
            text.append(
                    "x-%1$d: &a%1$d [%2$s]\n".formatted(i, inner.substring(0, inner.length() - 2)));
        }
        return text.append("services: {web: {image: x}}\n").toString();
    }

    private static String wrongKeys() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("    enviroment").append(i).append(": x\n");
        }
        return text.toString();
    }

    private static void measure(String name, int bytes, Path folder)
            throws IOException, InterruptedException {
        double[] seconds = new double[ROUNDS];
        int exit = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            Path.of(System.getProperty("java.home"), "bin", "java")
                                                    .toString(),
                                            "-Xmx64m",
                                            "-XX:TieredStopAtLevel=1",
                                            "-XX:+UseSerialGC",
                                            "-cp",
                                            System.getProperty("java.class.path"),
                                            "mvi.Main",
                                            "check",
                                            folder.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            exit = process.waitFor();
            seconds[round] = (System.nanoTime() - start) / NANOS;
        }
        Arrays.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "%-24s %10d %6.2f s %6.2f s %5d%n",
                name,
                bytes,
                seconds[ROUNDS / 2],
                seconds[ROUNDS - 1],
                exit);
    }
}
