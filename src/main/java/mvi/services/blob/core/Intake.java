package mvi.services.blob.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.PutOptions;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body in: one pass that counts, bounds, hashes and writes it, then compares what the
 * client promised. Only what is whole, right and durable reaches the commit.
 */
final class Intake {
    private static final int BUFFER_BYTES = 128 * 1024;

    /** One is filled and written while the other is hashed. */
    private static final int BUFFERS = 2;

    private final BlobStore store;
    private final Executor beside;

    /**
     * @param beside runs what may run while the caller waits for body and disk
     */
    Intake(BlobStore store, Executor beside) {
        this.store = store;
        this.beside = beside;
    }

    /** What to do with it; true keeps the data because a commit holds it. */
    record Outcome<T>(T result, boolean isKept) {}

    <T> T take(
            ByteSource body,
            ByteCount limit,
            boolean maySmall,
            PutOptions options,
            Optional<Seal> seal,
            Function<Arrival.Content, Outcome<T>> commit) {
        if (body.length().isPresent() && body.length().getAsLong() > limit.bytes()) {
            throw tooLarge(limit);
        }
        try (NewData data = store.create(body.length(), maySmall, seal)) {
            Arrival.Content taken = pump(body, data, limit, options, seal);
            Outcome<T> outcome = commit.apply(taken);
            if (outcome.isKept()) {
                data.keep();
            }
            return outcome.result();
        }
    }

    private Arrival.Content pump(
            ByteSource body,
            NewData data,
            ByteCount limit,
            PutOptions options,
            Optional<Seal> seal) {
        int size = bufferFor(body);
        // What fits into one buffer is hashed sooner than handed over.
        Hashing hashing =
                new Hashing(options.checksum(), size < BUFFER_BYTES ? Runnable::run : beside);
        List<Piece> pieces = new ArrayList<>();
        long length = 0;
        int count = size;
        for (int turn = 0; count == size; turn++) {
            if (turn < BUFFERS) {
                pieces.add(new Piece(size));
            }
            Piece piece = pieces.get(turn % BUFFERS);
            count = piece.fill(body);
            length += count;
            if (length > limit.bytes()) {
                throw tooLarge(limit);
            }
            piece.hash(hashing, count);
            write(data, piece.bytes, count);
        }
        if (body.length().isPresent() && body.length().getAsLong() != length) {
            throw cut(null);
        }
        String etag = Digests.hex(hashing.md5());
        options.contentMd5()
                .filter(promised -> !promised.toLowerCase(Locale.ROOT).equals(etag))
                .ifPresent(
                        promised -> {
                            throw badDigest("Content-MD5", promised, etag);
                        });
        Optional<Checksum> checksum = options.checksum().map(wish -> checked(wish, hashing));
        return new Arrival.Content(
                finish(data), length, etag, checksum, List.of(), seal.map(Seal::wrapped));
    }

    private static Checksum checked(ChecksumWish wish, Hashing hashing) {
        String base64 = Digests.base64(hashing.checksum().orElseThrow());
        wish.expected()
                .get()
                .filter(promised -> !promised.equals(base64))
                .ifPresent(
                        promised -> {
                            throw badDigest(wish.algorithm().name(), promised, base64);
                        });
        return new Checksum(wish.algorithm(), base64, false);
    }

    /** One more than there is, so that the end shows with the last byte. */
    private static int bufferFor(ByteSource body) {
        long wanted = body.length().orElse(BUFFER_BYTES);
        return (int) Math.min(wanted + 1, BUFFER_BYTES);
    }

    /** A buffer that is filled again when what was in it is hashed. */
    private static final class Piece {
        private final byte[] bytes;
        private CompletableFuture<?> hashed = CompletableFuture.completedFuture(null);

        Piece(int size) {
            this.bytes = new byte[size];
        }

        /** How much came: less than its size at the body's end. */
        int fill(ByteSource body) {
            hashed.join();
            int filled = 0;
            try {
                while (filled < bytes.length) {
                    int count = body.read(bytes, filled, bytes.length - filled);
                    if (count < 0) {
                        return filled;
                    }
                    filled += count;
                }
            } catch (IOException broken) {
                throw cut(broken);
            }
            return filled;
        }

        void hash(Hashing hashing, int count) {
            hashed = hashing.add(bytes, count);
        }
    }

    private static void write(NewData data, byte[] buffer, int count) {
        try {
            data.write(buffer, 0, count);
        } catch (IOException broken) {
            throw unavailable(broken);
        }
    }

    private static Data finish(NewData data) {
        try {
            return data.finish();
        } catch (IOException broken) {
            throw unavailable(broken);
        }
    }

    private static Problem cut(@Nullable IOException broken) {
        return new Problem(
                "cut-body",
                Kind.INVALID,
                "the body ended before its end; nothing was stored",
                "",
                broken);
    }

    private static Problem unavailable(IOException broken) {
        return Problem.unavailable(
                "blob-unavailable", "the body could not be stored; nothing was kept", broken);
    }

    private static Problem tooLarge(ByteCount limit) {
        return Problem.limit(
                "body-too-large", "one request stores at most " + limit + "; send larger in parts");
    }

    private static Problem badDigest(String name, String promised, String found) {
        return Problem.invalid(
                "bad-digest",
                "the body's " + name + " is " + found + ", not " + promised + " as promised");
    }
}
