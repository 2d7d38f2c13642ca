package mvi.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mvi.fakes.GoTool;
import org.jspecify.annotations.Nullable;

/**
 * AWS's own emulator of Lambda's runtime interface, with the same function: one process that passes
 * a request on to the runtime. It checks no signature, has no queue, no containers and works on one
 * event at a time. Left out where it can't be built.
 */
final class RuntimeEmulator implements AutoCloseable {
    private static final String MODULE =
            "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie";
    private static final String VERSION = "v0.0.0-20261030222936-bef5c4ba774d";

    private final PeerProcesses processes = new PeerProcesses();
    private final int port = PeerProcesses.freePort();
    private @Nullable InvokeClient client;
    private boolean isThere;

    RuntimeEmulator(Path function) throws IOException {
        try {
            Path emulator =
                    new GoTool(Files.createDirectories(processes.folder().resolve("emulator")))
                            .install(MODULE, VERSION);
            processes.start(
                    new ProcessBuilder(
                            emulator.toString(),
                            "--log-level",
                            "error",
                            "--runtime-interface-emulator-address",
                            "127.0.0.1:" + port,
                            "--runtime-api-address",
                            "127.0.0.1:" + PeerProcesses.freePort(),
                            function.toString(),
                            "handler"),
                    "emulator");
            processes.await("emulator", this::answers);
            isThere = true;
        } catch (IOException | AssertionError unbuilt) {
            System.out.println("the emulator is left out: " + unbuilt);
        }
    }

    private boolean answers() {
        try (InvokeClient asked = InvokeClient.plain(port)) {
            return asked.send(invoke("{}")).contains("nanos");
        } catch (IOException | IllegalStateException notYet) {
            return false;
        }
    }

    boolean isThere() {
        return isThere;
    }

    InvokeClient client() throws IOException {
        InvokeClient made = InvokeClient.plain(port);
        client = made;
        return made;
    }

    static ObjectLoad.Request invoke(String payload) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        String head =
                """
                POST /2015-03-31/functions/function/invocations HTTP/1.1
                Host: localhost
                Content-Length: %d

                """
                        .formatted(body.length)
                        .replace("\n", "\r\n");
        return new ObjectLoad.Request(
                head.getBytes(StandardCharsets.US_ASCII), ByteBuffer.wrap(body), 1);
    }

    @Override
    public void close() throws Exception {
        if (client != null) {
            client.close();
        }
        processes.close();
    }
}
