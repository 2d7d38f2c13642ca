package mvi.bench;

import java.util.Arrays;

/** {@code ./mvi bench NAME}: measurements, printed; nothing is asserted. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        switch (name) {
            case "platform" -> new PlatformBench(new BenchPlatform(System.getenv())).run();
            case "downtime" ->
                    new DowntimeBench(
                                    new BenchPlatform(System.getenv()),
                                    number(args, 1, 10),
                                    number(args, 2, 30))
                            .run();
            case "balancer" ->
                    new BalancerBench(
                                    number(args, 1, 10),
                                    number(args, 2, 5),
                                    Arrays.stream(args).skip(3).toList())
                            .run();
            case "blob" ->
                    new BlobBench(
                                    System.getenv().getOrDefault("MVI_LAUNCHER", "./mvi"),
                                    Arrays.stream(args).skip(1).toList())
                            .run();
            case "function" ->
                    new FunctionBench(
                                    new BenchPlatform(System.getenv(), FunctionApp.KNOBS),
                                    Arrays.stream(args).skip(1).toList())
                            .run();
            case "paths" -> org.openjdk.jmh.Main.main(new String[] {"ProxyPaths"});
            case "manifest" -> ManifestBench.run();
            default -> {
                System.err.println(
                        "usage: ./mvi bench platform|balancer|blob|function|paths|downtime|manifest; it got: "
                                + Arrays.toString(args));
                System.exit(2);
            }
        }
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }
}
