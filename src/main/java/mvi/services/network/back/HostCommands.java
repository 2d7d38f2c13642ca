package mvi.services.network.back;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Problem;

/** The two programs that the VPC service runs, {@code nft} and {@code ip}, each bounded in time. */
final class HostCommands {
    private static final long TIMEOUT_SECONDS = 10;

    /** Loads a ruleset as one transaction. */
    void loadRules(String ruleset) {
        run(ruleset, "nft", "-f", "-");
    }

    /** The listing of a table, or empty when there is none. */
    String listTable(String table) {
        Result result = attempt("", List.of("nft", "-s", "list", "table", "inet", table));
        return result.code() == 0 ? result.output() : "";
    }

    String ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return run("", command.toArray(String[]::new));
    }

    /** Whether it worked; for questions whose answer may be no. */
    boolean ipSucceeds(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return attempt("", command).code() == 0;
    }

    private String run(String input, String... command) {
        Result result = attempt(input, List.of(command));
        if (result.code() != 0) {
            throw new Problem(
                    "firewall-unavailable",
                    mvi.engines.base.Kind.UNAVAILABLE,
                    "'" + String.join(" ", command) + "' failed: " + result.output().strip(),
                    input,
                    null);
        }
        return result.output();
    }

    private record Result(int code, String output) {}

    private static Result attempt(String input, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw unavailable(command, "it did not end in " + TIMEOUT_SECONDS + " s", null);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException missing) {
            throw unavailable(command, String.valueOf(missing.getMessage()), missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(command, "interrupted", interrupted);
        }
    }

    private static Problem unavailable(
            List<String> command, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return Problem.unavailable(
                "firewall-unavailable",
                "can't run '"
                        + command.getFirst()
                        + "': "
                        + why
                        + "; the packages nftables and iproute2 have what is needed",
                cause);
    }
}
