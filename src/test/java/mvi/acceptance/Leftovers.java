package mvi.acceptance;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes away what bears a platform's id: what {@code down} keeps for the next {@code up}. */
record Leftovers(String platform, Path home) {
    private static final Pattern PREFERENCE = Pattern.compile("^(\\d+):.*");

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
            for (String rule : lines("ip", family, "rule", "list")) {
                Matcher preference = PREFERENCE.matcher(rule);
                if (rule.contains("mvi-" + platform) && preference.matches()) {
                    Shell.run("ip", family, "rule", "del", "pref", preference.group(1));
                }
            }
        }
        for (String link : lines("ip", "-o", "link", "show")) {
            String name = link.replaceAll("^\\d+: ([^:@]+).*", "$1");
            if (name.startsWith("mvi-" + platform)) {
                Shell.run("ip", "link", "del", name);
            }
        }
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
