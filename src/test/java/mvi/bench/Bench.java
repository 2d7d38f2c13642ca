package mvi.bench;

import java.util.Arrays;

/** {@code ./mvi bench NAME}: measurements, printed; nothing is asserted. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        switch (name) {
            case "platform" -> new PlatformBench(System.getenv()).run();
            case "balancer" -> BalancerBench.main(Arrays.copyOfRange(args, 1, args.length));
            case "manifest" -> ManifestBench.run();
            default -> {
                System.err.println(
                        "usage: ./mvi bench platform|balancer|manifest; it got: "
                                + Arrays.toString(args));
                System.exit(2);
            }
        }
    }
}
