package mvi.services.blob.core;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private final BlobStore store;

    Intake(BlobStore store) {
        this.store = store;
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

    private static Arrival.Content pump(
            ByteSource body,
            NewData data,
            ByteCount limit,
            PutOptions options,
            Optional<Seal> seal) {
        Digests.Running md5 = Digests.md5();
        Optional<Digests.Running> check =
                options.checksum().map(wish -> Digests.of(wish.algorithm()));
        byte[] buffer = new byte[bufferFor(body)];
        long length = 0;
        for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
            length += count;
            if (length > limit.bytes()) {
                throw tooLarge(limit);
            }
            md5.update(buffer, 0, count);
            if (check.isPresent()) {
                check.get().update(buffer, 0, count);
            }
            write(data, buffer, count);
        }
        if (body.length().isPresent() && body.length().getAsLong() != length) {
            throw cut(null);
        }
        String etag = Digests.hex(md5.value());
        options.contentMd5()
                .filter(promised -> !promised.toLowerCase(Locale.ROOT).equals(etag))
                .ifPresent(
                        promised -> {
                            throw badDigest("Content-MD5", promised, etag);
                        });
        Optional<Checksum> checksum = options.checksum().map(wish -> checked(wish, check));
        return new Arrival.Content(
                finish(data), length, etag, checksum, List.of(), seal.map(Seal::wrapped));
    }

    private static Checksum checked(ChecksumWish wish, Optional<Digests.Running> check) {
        String base64 = Digests.base64(check.orElseThrow().value());
        wish.expected()
                .get()
                .filter(promised -> !promised.equals(base64))
                .ifPresent(
                        promised -> {
                            throw badDigest(wish.algorithm().name(), promised, base64);
                        });
        return new Checksum(wish.algorithm(), base64, false);
    }

    private static int bufferFor(ByteSource body) {
        long wanted = body.length().orElse(BUFFER_BYTES);
        return (int) Math.clamp(wanted, 1, BUFFER_BYTES);
    }

    private static int read(ByteSource body, byte[] buffer) {
        try {
            return body.read(buffer, 0, buffer.length);
        } catch (IOException broken) {
            throw cut(broken);
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
