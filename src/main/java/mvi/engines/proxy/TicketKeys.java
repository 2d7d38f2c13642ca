package mvi.engines.proxy;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import mvi.engines.base.Chance;

/**
 * What seals the tickets by which clients resume their sessions (RFC 5077; RFC 8446 section 4.6.1).
 * Who has such a key reads what was recorded of those sessions of TLS 1.2, so it must not live
 * long; BoringSSL by itself would open tickets with one for four days. The key before opens still,
 * so that a rotation costs no client its session. Each certificate has keys of its own: a ticket is
 * good for no other, nor for the one that takes its place.
 */
final class TicketKeys {
    private final OpenSslSessionContext sessions;
    private final Chance chance;
    private OpenSslSessionTicketKey sealing;

    TicketKeys(OpenSslSessionContext sessions, Chance chance) {
        this.sessions = sessions;
        this.chance = chance;
        this.sealing = fresh(chance);
        sessions.setTicketKeys(sealing);
    }

    /** Seals with a new key, and opens with that and the one that has sealed so far. */
    synchronized void rotate() {
        OpenSslSessionTicketKey before = sealing;
        sealing = fresh(chance);
        sessions.setTicketKeys(sealing, before);
    }

    private static OpenSslSessionTicketKey fresh(Chance chance) {
        return new OpenSslSessionTicketKey(
                bytes(chance, OpenSslSessionTicketKey.NAME_SIZE),
                bytes(chance, OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(chance, OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] bytes(Chance chance, int count) {
        byte[] bytes = new byte[count];
        chance.fill(bytes);
        return bytes;
    }
}
