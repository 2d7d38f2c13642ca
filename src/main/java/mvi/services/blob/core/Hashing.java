package mvi.services.blob.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import mvi.services.blob.ChecksumWish;

/**
 * The digests of one body, of its pieces in their order: each beside the other and beside the
 * thread that brings the pieces, for whom an MD5 alone would take longer than socket and disk.
 */
final class Hashing {
    private final Running md5;
    private final Optional<Running> checksum;

    /**
     * @param beside where it is computed
     */
    Hashing(Optional<ChecksumWish> wish, Executor beside) {
        this.md5 = new Running(Digests.md5(), beside);
        this.checksum = wish.map(each -> new Running(Digests.of(each.algorithm()), beside));
    }

    /** Done when the bytes may be changed again. */
    CompletableFuture<?> add(byte[] bytes, int count) {
        CompletableFuture<?> first = md5.add(bytes, count);
        return checksum.<CompletableFuture<?>>map(
                        each -> CompletableFuture.allOf(first, each.add(bytes, count)))
                .orElse(first);
    }

    byte[] md5() {
        return md5.value();
    }

    /** Empty when none was wished for. */
    Optional<byte[]> checksum() {
        return checksum.map(Running::value);
    }

    /** One digest; a piece begins when the one before it is done. */
    private static final class Running {
        private final Digests.Running digest;
        private final Executor beside;
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        Running(Digests.Running digest, Executor beside) {
            this.digest = digest;
            this.beside = beside;
        }

        CompletableFuture<?> add(byte[] bytes, int count) {
            last = last.thenRunAsync(() -> digest.update(bytes, 0, count), beside);
            return last;
        }

        byte[] value() {
            last.join();
            return digest.value();
        }
    }
}
