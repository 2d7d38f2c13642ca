package mvi.services.blob.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
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
    /** For most: what many take at once must stay small. */
    private static final Buffers NARROW = new Buffers(64 * 1024, 2);

    /** For a few, whose hash then never waits for socket or disk. */
    private static final Buffers WIDE = new Buffers(256 * 1024, 3);

    private static final int MOST_WIDE = 4;

    private final BlobStore store;
    private final Semaphore wide = new Semaphore(MOST_WIDE);
    private final Executor beside;

    /**
     * @param beside runs what may run while the caller waits for body and disk
     */
    Intake(BlobStore store, Executor beside) {
        this.store = store;
        this.beside = beside;
    }

    /** One is filled and written while the others are hashed. */
    private record Buffers(int bytes, int count) {
        /** One byte more than there is, so that the end shows with the last one. */
        int bytesFor(ByteSource body) {
            return (int) Math.min(body.length().orElse(bytes) + 1, bytes);
        }
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
        boolean isWide = body.length().orElse(Long.MAX_VALUE) > NARROW.bytes() && wide.tryAcquire();
        try (NewData data = store.create(body.length(), maySmall, seal)) {
            Buffers buffers = isWide ? WIDE : NARROW;
            Arrival.Content taken = pump(body, data, limit, options, seal, buffers);
            Outcome<T> outcome = commit.apply(taken);
            if (outcome.isKept()) {
                data.keep();
            }
            return outcome.result();
        } finally {
            if (isWide) {
                wide.release();
            }
        }
    }

    private Arrival.Content pump(
            ByteSource body,
            NewData data,
            ByteCount limit,
            PutOptions options,
            Optional<Seal> seal,
            Buffers buffers) {
        int size = buffers.bytesFor(body);
        // What fits into one buffer is hashed sooner than handed over.
        Hashing hashing =
                new Hashing(options.checksum(), size < buffers.bytes() ? Runnable::run : beside);
        List<Piece> pieces = new ArrayList<>();
        long length = 0;
        int count = size;
        for (int turn = 0; count == size; turn++) {
            if (turn < buffers.count()) {
                pieces.add(new Piece(size));
            }
            Piece piece = pieces.get(turn % buffers.count());
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
