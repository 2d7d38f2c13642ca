package mvi.services.blob.back;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.wire.BodyChecksum;
import mvi.services.blob.PutOptions;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way out, compared with what was promised of it. Where the length is known the
 * verdict comes before the last bytes are handed on, so that the far side never has a whole body
 * that is a wrong one.
 */
final class PromisedBody implements ByteSource {
    private final ByteSource source;
    private final PutOptions options;
    private final Optional<MessageDigest> md5;
    private final Optional<BodyChecksum> checksum;
    private long taken;
    private boolean isChecked;

    PromisedBody(ByteSource source, PutOptions options) {
        this.source = source;
        this.options = options;
        this.md5 = options.contentMd5().map(_ -> md5());
        this.checksum =
                options.checksum()
                        .flatMap(
                                wish ->
                                        BodyChecksum.of(
                                                BodyChecksum.PREFIX + wish.algorithm().name()));
        if (source.length().isPresent() && source.length().getAsLong() == 0) {
            end();
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no MD5", absent);
        }
    }

    @Override
    public OptionalLong length() {
        return source.length();
    }

    long taken() {
        return taken;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
        if (isChecked) {
            return -1;
        }
        int read = pull(into, offset, count);
        if (read < 0) {
            if (source.length().isPresent()) {
                throw cut(null);
            }
            check();
            return -1;
        }
        taken += read;
        md5.ifPresent(digest -> digest.update(into, offset, read));
        checksum.ifPresent(sum -> sum.update(into, offset, read));
        if (source.length().isPresent() && taken >= source.length().getAsLong()) {
            end();
        }
        return read;
    }

    private void end() {
        if (taken > source.length().orElse(taken) || pull(new byte[1], 0, 1) >= 0) {
            throw Problem.invalid("cut-body", "the body is longer than it was announced");
        }
        check();
    }

    private int pull(byte[] into, int offset, int count) {
        try {
            return source.read(into, offset, count);
        } catch (IOException broken) {
            throw cut(broken);
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

    private void check() {
        isChecked = true;
        md5.map(digest -> HexFormat.of().formatHex(digest.digest()))
                .filter(found -> !found.equalsIgnoreCase(options.contentMd5().orElse(found)))
                .ifPresent(found -> refuse("Content-MD5", found));
        checksum.map(BodyChecksum::value)
                .filter(
                        found ->
                                !found.equals(
                                        options.checksum()
                                                .flatMap(wish -> wish.expected().get())
                                                .orElse(found)))
                .ifPresent(found -> refuse("checksum", found));
    }

    private static void refuse(String what, String found) {
        throw Problem.invalid(
                "bad-digest", "the body's " + what + " is " + found + ", not as promised");
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
