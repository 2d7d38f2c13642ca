package mvi.engines.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;

/**
 * Takes the aws-chunked coding off a body: {@code SIZE;chunk-signature=HEX CRLF DATA CRLF …}, a
 * chunk of size 0, and trailers. A signed chunk is checked before its last byte is handed on as the
 * end; the clean end comes only after every signature and the decoded length were right and the
 * trailer that was announced was there. What was read before must not be made visible until then,
 * and until it was compared with {@link #trailer}.
 */
public final class AwsChunkedSource implements ByteSource {
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_TRAILERS = 8;
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final ByteSource source;
    private final OptionalLong length;
    private final Optional<SigV4.Chain> chain;
    private final boolean hasTrailer;
    private final Optional<String> announced;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int filled;
    private long left;
    private long decoded;
    private boolean isInChunk;
    private boolean isDone;
    private String previous;
    private String chunkSignature = "";
    private Optional<String> trailer = Optional.empty();
    private final MessageDigest chunkDigest = SigV4.digest();

    /**
     * @param length of x-amz-decoded-content-length
     * @param chain of the request's signature, for {@link PayloadHash.Chunked#isSigned}
     * @param trailer the value of x-amz-trailer: the checksum's name
     */
    public AwsChunkedSource(
            ByteSource source,
            OptionalLong length,
            PayloadHash.Chunked kind,
            SigV4.Chain chain,
            Optional<String> trailer) {
        this.source = source;
        this.length = length;
        this.chain = kind.isSigned() ? Optional.of(chain) : Optional.empty();
        this.hasTrailer = kind.hasTrailer();
        this.announced = trailer.map(name -> name.strip().toLowerCase(Locale.ROOT));
        this.previous = chain.seed();
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    /** What the trailer that was announced says of the body; there after the clean end. */
    public Optional<String> trailer() {
        return trailer;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (!isDone && left == 0) {
            if (isInChunk) {
                endChunk();
            } else {
                startChunk();
            }
        }
        if (isDone) {
            return -1;
        }
        fill();
        int taken = (int) Math.min(Math.min(count, left), filled - position);
        System.arraycopy(buffer, position, into, offset, taken);
        if (chain.isPresent()) {
            chunkDigest.update(buffer, position, taken);
        }
        position += taken;
        left -= taken;
        decoded += taken;
        if (length.isPresent() && decoded > length.getAsLong()) {
            throw malformed("it is longer than x-amz-decoded-content-length");
        }
        return taken;
    }

    private void startChunk() throws IOException {
        String line = line();
        int mark = line.indexOf(';');
        String size = mark < 0 ? line : line.substring(0, mark);
        if (!SIZE.matcher(size).matches()) {
            throw malformed("a chunk's size is not a hexadecimal number");
        }
        String extension = mark < 0 ? "" : line.substring(mark + 1);
        if (chain.isPresent() && !extension.startsWith(SIGNATURE)) {
            throw malformed("a chunk has no signature");
        }
        chunkSignature = chain.isPresent() ? extension.substring(SIGNATURE.length()) : "";
        left = Long.parseLong(size, 16);
        isInChunk = left > 0;
        if (!isInChunk) {
            checkChunk();
            finish();
        }
    }

    private void endChunk() throws IOException {
        if (!line().isEmpty()) {
            throw malformed("a chunk is longer than its size");
        }
        checkChunk();
        isInChunk = false;
    }

    private void checkChunk() {
        if (chain.isPresent()) {
            String sha256 = HexFormat.of().formatHex(chunkDigest.digest());
            check(chain.get().chunk(previous, sha256), chunkSignature);
            previous = chunkSignature;
        }
    }

    private static void check(String expected, String given) {
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.UTF_8))) {
            throw Problem.denied(
                    "signature-does-not-match", "a chunk of the body has a wrong signature");
        }
    }

    private void finish() throws IOException {
        Map<String, String> trailers = new LinkedHashMap<>();
        for (String line = lineOrEnd(); !line.isEmpty(); line = lineOrEnd()) {
            int colon = line.indexOf(':');
            if (colon < 1 || trailers.size() == MOST_TRAILERS) {
                throw malformedTrailer("it can not be read");
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (trailers.put(name, line.substring(colon + 1).strip()) != null) {
                throw malformedTrailer("a field is there twice");
            }
        }
        if (length.isPresent() && decoded != length.getAsLong()) {
            throw malformed("it is shorter than x-amz-decoded-content-length");
        }
        if (hasTrailer) {
            checkTrailers(trailers);
        }
        isDone = true;
    }

    private void checkTrailers(Map<String, String> trailers) {
        String signature = trailers.remove(TRAILER_SIGNATURE);
        trailer = announced.map(trailers::get);
        if (announced.isPresent() && trailer.isEmpty()) {
            throw malformedTrailer("it lacks what x-amz-trailer names");
        }
        if (chain.isPresent()) {
            StringBuilder signed = new StringBuilder();
            trailers.forEach(
                    (name, value) -> signed.append(name).append(':').append(value).append('\n'));
            check(
                    chain.get().trailer(previous, SigV4.sha256(signed.toString())),
                    signature == null ? "" : signature);
        }
    }

    private String lineOrEnd() throws IOException {
        return atEnd() ? "" : line();
    }

    private boolean atEnd() throws IOException {
        if (position < filled) {
            return false;
        }
        int count = source.read(buffer, 0, buffer.length);
        position = 0;
        filled = Math.max(0, count);
        return count < 0;
    }

    private void fill() throws IOException {
        if (atEnd()) {
            throw new EOFException("an aws-chunked body was cut");
        }
    }

    /** Without its CRLF. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            fill();
            byte one = buffer[position++];
            if (one == '\n') {
                String text = line.toString(StandardCharsets.US_ASCII);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(one);
            if (line.size() > LONGEST_LINE) {
                throw malformed("one of its lines does not end");
            }
        }
    }

    private static Problem malformed(String why) {
        return Problem.invalid("malformed-aws-chunked", "the aws-chunked body is broken: " + why);
    }

    private static Problem malformedTrailer(String why) {
        return Problem.invalid(
                "malformed-trailer", "the trailer of the aws-chunked body is broken: " + why);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
