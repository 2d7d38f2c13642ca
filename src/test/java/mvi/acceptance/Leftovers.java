package mvi.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes away what bears a platform's id: what {@code down} keeps for the next {@code up}. */
record Leftovers(String platform, Path home) {
    void remove() {
        stopSupervised();
        if (!platform.isEmpty()) {
            engine();
            kernel();
        }
        Shell.run("rm", "-rf", home.toString());
    }

    /** Only processes whose command line or environment names this very folder. */
    private void stopSupervised() {
        for (int pass = 0; pass < 2; pass++) {
            ProcessHandle.allProcesses()
                    .filter(each -> each.pid() != ProcessHandle.current().pid())
                    .filter(this::isOfHome)
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean isOfHome(ProcessHandle process) {
        Path folder = Path.of("/proc", Long.toString(process.pid()));
        return holds(folder.resolve("cmdline"), home + "/")
                || holds(folder.resolve("environ"), "MVI_HOME=" + home + "\0");
    }

    private static boolean holds(Path file, String text) {
        try {
            return ("\0"
                            + new String(
                                    java.nio.file.Files.readAllBytes(file),
                                    java.nio.charset.StandardCharsets.ISO_8859_1)
                            + "\0")
                    .contains(text);
        } catch (java.io.IOException gone) {
            return false;
        }
    }

    private void engine() {
        String label = "label=mvi.platform=" + platform;
        for (String id : lines("podman", "ps", "-aq", "--filter", label)) {
            Shell.run("podman", "rm", "-f", "-t", "0", id);
        }
        for (String name : lines("podman", "network", "ls", "-q", "--filter", label)) {
            Shell.run("podman", "network", "rm", "-f", name);
        }
        lines("podman", "images", "--format", "{{.Repository}}:{{.Tag}}").stream()
                .filter(name -> name.startsWith("127.0.0.1:") && !name.endsWith("<none>"))
                .filter(name -> name.contains(":" + registryPort() + "/"))
                .forEach(name -> Shell.run("podman", "rmi", "-f", name));
    }

    /** The port that the platform's images are named by; settled in its configuration. */
    private String registryPort() {
        return lines("grep", "-h", "registry-port", home.resolve("mvi.yaml").toString()).stream()
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElse("none");
    }

    private void kernel() {
        Shell.run("nft", "delete", "table", "inet", "mvi_" + platform);
        for (String family : List.of("-4", "-6")) {
            lines("ip", family, "rule", "list").stream()
                    .filter(rule -> rule.contains("mvi-" + platform + "-"))
                    .forEach(rule -> deleteRule(family, rule));
        }
        for (String link : lines("ip", "-o", "link", "show")) {
            String name = link.replaceAll("^\\d+: ([^:@]+).*", "$1");
            if (name.startsWith("mvi-" + platform)) {
                Shell.run("ip", "link", "del", name);
            }
        }
    }

    /** By all its words, since platforms share preferences. */
    private static void deleteRule(String family, String rule) {
        String[] parts = rule.replace("[detached]", "").split(":", 2);
        List<String> command =
                new ArrayList<>(List.of("ip", family, "rule", "del", "pref", parts[0]));
        command.addAll(List.of(parts[1].strip().split("\\s+")));
        Shell.run(command.toArray(String[]::new));
    }

    private static List<String> lines(String... command) {
        return Shell.run(command)
                .out()
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
    }
}
