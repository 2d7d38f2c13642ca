package mvi.services.crypto.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.engines.store.Batch;
import mvi.engines.store.Entry;
import mvi.engines.store.Scan;
import mvi.engines.store.View;
import mvi.services.crypto.core.KeyUse;

/**
 * The record of every use of a key. Each entry begins with the SHA-256 of the one before it and the
 * head keeps the last one's, so that nothing can be taken out, changed or put in between without
 * every later entry giving it away.
 */
final class AuditChain {
    static final String FAMILY = "audit";

    private static final String STATE = "state";
    private static final byte[] HEAD = {'h', 'e', 'a', 'd'};
    private static final byte VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int PAGE = 1000;

    private AuditChain() {}

    /** Adds the entry's writes to those that it must be one with. */
    static void append(View view, Batch batch, KeyUse use) {
        ByteBuffer head = head(view);
        long sequence = head.getLong() + 1;
        byte[] previous = new byte[HASH_BYTES];
        head.get(previous);
        byte[] entry = encode(previous, use);
        batch.put(FAMILY, key(sequence), entry);
        batch.put(
                STATE,
                HEAD,
                ByteBuffer.allocate(Long.BYTES + HASH_BYTES)
                        .putLong(sequence)
                        .put(hash(entry))
                        .array());
    }

    /** All uses from the first on, or a Problem where the chain is broken. */
    static List<KeyUse> read(View view) {
        List<KeyUse> uses = new ArrayList<>();
        byte[] expected = new byte[HASH_BYTES];
        Scan scan = Scan.prefix(FAMILY, new byte[0], PAGE);
        for (List<Entry> page = view.scan(scan); !page.isEmpty(); page = view.scan(scan)) {
            for (Entry entry : page) {
                byte[] previous = Arrays.copyOfRange(entry.value(), 1, 1 + HASH_BYTES);
                if (!Arrays.equals(previous, expected)
                        || !Arrays.equals(entry.key(), key(uses.size() + 1L))) {
                    throw broken(uses.size() + 1L);
                }
                expected = hash(entry.value());
                uses.add(decode(entry.value()));
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
        ByteBuffer head = head(view);
        byte[] last = new byte[HASH_BYTES];
        long sequence = head.getLong();
        head.get(last);
        if (sequence != uses.size() || !Arrays.equals(last, expected)) {
            throw broken(sequence);
        }
        return uses;
    }

    private static ByteBuffer head(View view) {
        return ByteBuffer.wrap(view.get(STATE, HEAD).orElse(new byte[Long.BYTES + HASH_BYTES]));
    }

    private static byte[] key(long sequence) {
        return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    }

    private static byte[] encode(byte[] previous, KeyUse use) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.write(previous);
            out.writeLong(use.at().toEpochMilli());
            out.writeUTF(use.account());
            out.writeUTF(use.keyId());
            out.writeUTF(use.operation());
            out.writeBoolean(use.isRefused());
            out.writeInt(use.context().size());
            for (Map.Entry<String, String> entry : new TreeMap<>(use.context()).entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static KeyUse decode(byte[] entry) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry))) {
            if (in.readByte() > VERSION) {
                throw Problem.unavailable(
                        "store-too-new", "the audit was written by a newer mvi", null);
            }
            in.skipNBytes(HASH_BYTES);
            Instant at = Instant.ofEpochMilli(in.readLong());
            String account = in.readUTF();
            String keyId = in.readUTF();
            String operation = in.readUTF();
            boolean isRefused = in.readBoolean();
            Map<String, String> context = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                context.put(in.readUTF(), in.readUTF());
            }
            return new KeyUse(at, account, keyId, operation, context, isRefused);
        } catch (IOException cut) {
            throw Problem.bug("an audit entry is cut", cut);
        }
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw Problem.bug("every JDK has SHA-256", missing);
        }
    }

    private static Problem broken(long sequence) {
        return Problem.unavailable(
                "audit-broken",
                "the audit of keys does not fit together at entry " + sequence + ": it was changed",
                null);
    }
}
