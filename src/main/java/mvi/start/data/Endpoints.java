package mvi.start.data;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.start.SystemTables;

/**
 * Listens on the apps' endpoints as the system table says. An address that is on no interface yet
 * is tried again with the next look, so that neither the order of a boot nor the death of control
 * matters.
 */
final class Endpoints {
    private final KvService kv;
    private final HttpServer server;
    private final int port;
    private final Events events;
    private final Set<String> listening = new TreeSet<>();

    Endpoints(KvService kv, HttpServer server, int port, Events events) {
        this.kv = kv;
        this.server = server;
        this.port = port;
        this.events = events;
    }

    /** Compares the table with what is listened on. True when both are the same now. */
    synchronized boolean look() {
        Set<String> wanted = new TreeSet<>();
        kv.all(Query.scan(SystemTables.ENDPOINTS))
                .forEach(item -> wanted.add(item.text(SystemTables.ADDRESS)));
        for (String address : wanted) {
            if (!listening.contains(address)) {
                listen(address);
            }
        }
        for (String address : Set.copyOf(listening)) {
            if (!wanted.contains(address)) {
                server.stopListening(new InetSocketAddress(address, port));
                listening.remove(address);
                events.info("endpoint-closed", "address", address);
            }
        }
        return listening.equals(wanted);
    }

    private void listen(String address) {
        try {
            server.listen(new InetSocketAddress(address, port), PlainPolicy.REFUSED);
            listening.add(address);
            events.info("endpoint-open", "address", address);
        } catch (Problem notYet) {
            events.info("endpoint-not-yet", "address", address, "why", notYet.publicMessage());
        }
    }
}
