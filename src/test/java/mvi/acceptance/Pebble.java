package mvi.acceptance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.GoTool;

/**
 * An ACME server for tests of clients, with a name server that sends every name to this machine.
 * Both are built here, by Go.
 */
final class Pebble implements AutoCloseable {
    private static final String MODULE = "github.com/letsencrypt/pebble/v2";
    private static final String VERSION = "v2.10.3";

    private final Path folder;
    private final int directory = freePort();
    private final int management = freePort();
    private final int names = freePort();
    private final int nameManagement = freePort();
    private final List<Process> running = new ArrayList<>();

    /**
     * @param httpPort at which it looks whether a name leads there, in clear
     * @param tlsPort the same by TLS
     */
    Pebble(Path folder, int httpPort, int tlsPort) throws IOException {
        this.folder = folder;
        build();
        PlatformCa authority = PlatformCa.create("pebble", Clock.system(), Chance.system());
        TlsIdentity identity = authority.issue(List.of("localhost"), List.of("127.0.0.1"));
        Files.writeString(trust(), authority.trustPem());
        Path chain = Files.writeString(folder.resolve("chain.pem"), identity.chain());
        Path key = Files.writeString(folder.resolve("key.pem"), identity.key().revealText());
        Path config =
                Files.writeString(
                        folder.resolve("pebble.json"),
                        """
                        {"pebble": {
                          "listenAddress": "127.0.0.1:%d",
                          "managementListenAddress": "127.0.0.1:%d",
                          "certificate": "%s", "privateKey": "%s",
                          "httpPort": %d, "tlsPort": %d,
                          "profiles": {"default": {"description": "", "validityPeriod": 7776000}}}}
                        """
                                .formatted(directory, management, chain, key, httpPort, tlsPort));
        start(
                Map.of(),
                "pebble-challtestsrv",
                "-dnsserver",
                "127.0.0.1:" + names,
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-doh",
                "",
                "-management",
                "127.0.0.1:" + nameManagement);
        start(
                Map.of("PEBBLE_VA_NOSLEEP", "1"),
                "pebble",
                "-config",
                config.toString(),
                "-dnsserver",
                "127.0.0.1:" + names);
        Await.until("pebble answers", World.COMMAND, () -> curl(url()).exit() == 0);
        Await.until(
                "its name server answers",
                World.COMMAND,
                () ->
                        Shell.run("curl", "-sS", "http://127.0.0.1:" + nameManagement + "/").exit()
                                == 0);
    }

    String url() {
        return "https://127.0.0.1:" + directory + "/dir";
    }

    /** PEM of who vouches for the server itself. */
    Path trust() {
        return folder.resolve("trust.pem");
    }

    /** PEM of who signs what it gives. */
    Path root() throws IOException {
        String pem = curl("https://127.0.0.1:" + management + "/roots/0").succeeded().out();
        return Files.writeString(folder.resolve("root.pem"), pem);
    }

    /** From now on nobody finds this name. */
    void lose(String name) {
        Shell.run(
                        "curl",
                        "-sSf",
                        "--json",
                        "{\"host\": \"" + name + ".\"}",
                        "http://127.0.0.1:" + nameManagement + "/set-servfail")
                .succeeded();
    }

    /** From now on this is what it says of when to renew a certificate. */
    void suggest(X509Certificate certificate, String answer) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("certificate", TlsIdentity.pem(certificate)).put("ariResponse", answer);
        Path file = Files.writeString(folder.resolve("suggestion.json"), body.toString());
        Shell.run(
                        "curl",
                        "-sSf",
                        "--cacert",
                        trust().toString(),
                        "--json",
                        "@" + file,
                        "https://127.0.0.1:" + management + "/set-renewal-info/")
                .succeeded();
    }

    /** What it has said. */
    String log() throws IOException {
        return Files.readString(folder.resolve("pebble.log"));
    }

    @Override
    public void close() {
        running.forEach(Process::destroyForcibly);
    }

    private Result curl(String url) {
        return Shell.run("curl", "-sSf", "--cacert", trust().toString(), url);
    }

    private void build() throws IOException {
        GoTool go = new GoTool(folder);
        List<String> programs =
                List.of(MODULE + "/cmd/pebble", MODULE + "/cmd/pebble-challtestsrv");
        for (String program : programs) {
            go.get(program + "@" + VERSION);
        }
        for (String program : programs) {
            go.build(program);
        }
    }

    private void start(Map<String, String> environment, String program, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(program + ".log").toFile());
        builder.environment().putAll(new HashMap<>(environment));
        running.add(builder.start());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
