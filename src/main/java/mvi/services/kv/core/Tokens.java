package mvi.services.kv.core;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import mvi.engines.base.Problem;

/** A transaction's token, remembered with the digest of what was asked; empty is none. */
record Tokens(String account, String token) {
    /** Tokens that have run out, forgotten by each transaction that brings one. */
    private static final int FORGET = 10;

    static Tokens of(String account, String token) {
        return new Tokens(account, token);
    }

    boolean wasDone(KvView view, byte[] digest, Instant now) {
        if (token.isEmpty()) {
            return false;
        }
        Optional<byte[]> done = view.get(Keys.token(account, token));
        if (done.isEmpty() || end(done.get()) <= now.toEpochMilli()) {
            return false;
        }
        if (!Arrays.equals(Arrays.copyOfRange(done.get(), 8, done.get().length), digest)) {
            throw Problem.conflict(
                    "idempotency-mismatch", "this token was used for another transaction");
        }
        return true;
    }

    private static long end(byte[] record) {
        return ByteBuffer.wrap(record).getLong();
    }

    void remember(KvView view, KvStore.Writes writes, byte[] digest, Instant until, Instant now) {
        if (token.isEmpty()) {
            return;
        }
        byte[] old = Keys.expiry(0, new byte[0]);
        byte[] end = Keys.expiry(now.toEpochMilli(), new byte[0]);
        for (KvRecord each : view.scan(old, end, FORGET, true)) {
            writes.delete(each.key());
            byte[] token = Arrays.copyOfRange(each.key(), 9, each.key().length);
            // The same token may have been used anew since: then its record ends later.
            if (view.get(token).map(done -> end(done) <= now.toEpochMilli()).orElse(false)) {
                writes.delete(token);
            }
        }
        byte[] key = Keys.token(account, token);
        long millis = until.toEpochMilli();
        writes.put(Keys.expiry(millis, key), new byte[1]);
        writes.put(key, ByteBuffer.allocate(8 + digest.length).putLong(millis).put(digest).array());
    }
}
