package mvi.cli.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Forwarder;
import mvi.engines.base.Problem;

/** {@code forward}: a service of an app at a port of this machine. */
final class ForwardCommand {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private ForwardCommand() {}

    static Verb verb() {
        return Verb.of(
                        "forward",
                        "Reach a database or another service of an app at a port of this machine,"
                                + " until interrupted.",
                        "mvi forward -a notes database --listen 127.0.0.1:5432",
                        ForwardCommand::forward)
                .app()
                .option("--service", "KIND", "postgres (else), blob, kv or crypto.")
                .option("--listen", "HOST:PORT", "Where; else at any free port of 127.0.0.1.")
                .flag("--wait", "Wait until this machine has the address.")
                .words("NAME", "1", "The service's name in the manifest.");
    }

    private static int forward(Call call) throws IOException, InterruptedException {
        InetSocketAddress address = address(call.option("--listen").orElse("127.0.0.1:0"));
        String path =
                call.appPath("/resources/")
                        + ApiClient.encoded(call.words().getFirst())
                        + "/connections?service="
                        + ApiClient.encoded(call.option("--service").orElse("postgres"));
        if (call.has("--wait")) {
            await(call, address.getAddress());
        }
        try (Forwarder forwarder =
                new Forwarder(call.api(), path, address, call.terminal()::error)) {
            call.print("listening on " + address.getHostString() + ":" + forwarder.port() + "\n");
            forwarder.serve();
        }
        throw Problem.bug("a forwarder ended by itself", null);
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw Problem.invalid(
                    "bad-address", "'" + text + "' is not an address: write 127.0.0.1:5432");
        }
        InetSocketAddress address =
                new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw Problem.invalid(
                    "bad-address", "'" + address.getHostString() + "' has no address here");
        }
        return address;
    }

    /** The bridge of a network comes with its first container, with some engines. */
    private static void await(Call call, InetAddress address)
            throws IOException, InterruptedException {
        boolean hasSaid = false;
        while (NetworkInterface.getByInetAddress(address) == null) {
            if (!hasSaid) {
                call.print("waiting for " + address.getHostAddress() + "\n");
                hasSaid = true;
            }
            call.world().clock().sleep(LOOK_AGAIN);
        }
    }
}
