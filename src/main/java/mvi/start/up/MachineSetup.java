package mvi.start.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mvi.engines.base.Problem;

/**
 * Finds out what the machine lacks and installs it from the distribution's packages: said, and
 * nothing asked.
 */
record MachineSetup(Map<String, String> environment, boolean mayInstall, Consumer<String> say) {
    private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");
    private static final int TOLD_LINES = 10;

    /** Podman, a runtime that also works on older control groups, and what its networks need. */
    private static final List<String> ENGINE_PACKAGES =
            List.of("podman", "runc", "netavark", "aardvark-dns", "iptables", "catatonit");

    void run() throws IOException, InterruptedException {
        Set<String> packages = new LinkedHashSet<>();
        if (!has("podman") && !Files.exists(DOCKER_SOCKET)) {
            packages.addAll(ENGINE_PACKAGES);
        }
        Map<String, String> programs =
                new LinkedHashMap<>(
                        Map.of(
                                "nft", "nftables",
                                "ip", "iproute2",
                                "setpriv", "util-linux",
                                "busybox", "busybox-static"));
        programs.forEach(
                (program, name) -> {
                    if (!has(program)) {
                        packages.add(name);
                    }
                });
        if (!packages.isEmpty()) {
            install(packages);
        }
    }

    private void install(Set<String> packages) throws IOException, InterruptedException {
        String list = String.join(" ", packages);
        if (!mayInstall || "1".equals(environment.get("MVI_NO_INSTALL"))) {
            throw Problem.unavailable(
                    "packages-missing",
                    "this machine lacks " + list + ": install them (apt-get install " + list + ")",
                    null);
        }
        if (!has("apt-get")) {
            throw Problem.unavailable(
                    "packages-missing",
                    "this machine lacks "
                            + list
                            + " and has no apt-get: install them with its own package manager",
                    null);
        }
        say.accept("installing " + list + " from the distribution's packages");
        runApt(List.of("apt-get", "-qq", "update"), list);
        List<String> command =
                new ArrayList<>(
                        List.of("apt-get", "-qq", "-y", "install", "--no-install-recommends"));
        command.addAll(packages);
        runApt(command, list);
    }

    private void runApt(List<String> command, String list)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        if (process.waitFor() != 0) {
            throw Problem.unavailable(
                    "packages-missing",
                    "installing "
                            + list
                            + " failed:\n"
                            + String.join(
                                    "\n",
                                    lines.subList(
                                            Math.max(0, lines.size() - TOLD_LINES), lines.size())),
                    null);
        }
    }

    private boolean has(String program) {
        String path = environment.getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String folder : path.split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
