package mvi.engines.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;

/**
 * The parts of a body of multipart/form-data (RFC 7578, framed as RFC 2046 section 5.1.1 says), one
 * after another, read once and never collected: CRLF, two dashes and the boundary end a part, and
 * with two dashes more the form. What stands before the first boundary is passed over.
 *
 * <p>All but the content of one part, named beforehand, is bounded together: boundaries, header
 * fields and the content of the other parts.
 */
public final class MultipartForm {
    private static final String TYPE = "multipart/form-data";

    /** RFC 2046 section 5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;

    private static final int LONGEST_LINE = 4096;
    private static final int MOST_HEADERS = 16;
    private static final int BUFFER = 64 * 1024;

    private final ByteSource body;
    private final ByteCount limit;
    private final String freePart;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int filled;

    /** No delimiter begins before this index. */
    private int safe;

    private long counted;
    private int parts;
    private boolean isFree;
    private boolean hasPartEnded;
    private boolean hasEnded;

    private MultipartForm(ByteSource body, String boundary, ByteCount limit, String freePart) {
        this.body = body;
        this.limit = limit;
        this.freePart = freePart;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        // The first boundary may be the body's first line, after no line's end.
        buffer[0] = '\r';
        buffer[1] = '\n';
        filled = 2;
        counted = -2;
    }

    /**
     * One field of the form, or its file.
     *
     * @param content to be read before the next part is asked for; its length is not known
     */
    public record Part(String name, Optional<String> fileName, ByteSource content) {}

    /** Whether a Content-Type is that of a form with parts. */
    public static boolean isForm(String contentType) {
        return ParameterisedValue.parse(contentType)
                .filter(each -> each.value().equals(TYPE))
                .isPresent();
    }

    /**
     * Throws INVALID {@code malformed-form}, as reading does.
     *
     * @param limit of all but the content of the free part; more is LIMIT {@code form-too-large}
     * @param freePart the name of a part of any size, without case
     */
    public static MultipartForm of(
            String contentType, ByteSource body, ByteCount limit, String freePart) {
        String boundary =
                ParameterisedValue.parse(contentType)
                        .filter(each -> each.value().equals(TYPE))
                        .map(each -> each.parameters().getOrDefault("boundary", ""))
                        .orElse("");
        boolean isPrintable = boundary.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (boundary.isBlank() || boundary.length() > LONGEST_BOUNDARY || !isPrintable) {
            throw malformed("its Content-Type has no boundary of 1 to 70 characters");
        }
        return new MultipartForm(body, boundary, limit, freePart);
    }

    /** Empty after the last. What is left of the part before is passed over. */
    public Optional<Part> next() throws IOException {
        while (!hasPartEnded && findContent()) {
            consume(safe - position);
        }
        if (hasEnded) {
            return Optional.empty();
        }
        if (!hasPartEnded) {
            consume(delimiter.length);
        }
        isFree = false;
        endBoundary();
        if (hasEnded) {
            return Optional.empty();
        }
        hasPartEnded = false;
        return Optional.of(part());
    }

    /** Two dashes end the form; else nothing but padding stands in a boundary's line. */
    private void endBoundary() throws IOException {
        while (filled - position < 2) {
            more();
        }
        if (buffer[position] == '-' && buffer[position + 1] == '-') {
            hasEnded = true;
            hasPartEnded = true;
        } else if (!line().isBlank()) {
            throw malformed("a boundary stands within a line");
        }
    }

    private Part part() throws IOException {
        Optional<ParameterisedValue> disposition = Optional.empty();
        int count = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > MOST_HEADERS) {
                throw malformed("the header of a part can not be read");
            }
            if (line.substring(0, colon).strip().equalsIgnoreCase("Content-Disposition")) {
                disposition = ParameterisedValue.parse(line.substring(colon + 1));
            }
        }
        ParameterisedValue read =
                disposition
                        .filter(each -> each.value().equals("form-data"))
                        .filter(each -> each.parameters().containsKey("name"))
                        .orElseThrow(
                                () -> malformed("a part has no Content-Disposition with a name"));
        String name = read.parameters().getOrDefault("name", "");
        isFree = name.equalsIgnoreCase(freePart);
        safe = position;
        return new Part(
                name, Optional.ofNullable(read.parameters().get("filename")), new Content(++parts));
    }

    /** Without its CRLF. */
    private String line() throws IOException {
        int end = position;
        while (true) {
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (end - position > LONGEST_LINE) {
                throw malformed("one of its lines is too long");
            }
            if (end < filled) {
                break;
            }
            int seen = end - position;
            more();
            end = position + seen;
        }
        if (end == position || buffer[end - 1] != '\r') {
            throw malformed("a line does not end with CRLF");
        }
        String line = text(position, end - 1);
        consume(end + 1 - position);
        return line;
    }

    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, from, to - from))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("the header of a part is not UTF-8");
        }
    }

    /** True when content stands at the position, false when the delimiter does. */
    private boolean findContent() throws IOException {
        while (position >= safe) {
            safe = candidate();
            if (safe > position) {
                return true;
            }
            if (filled - position >= delimiter.length) {
                return false;
            }
            more();
        }
        return true;
    }

    /** Where the delimiter begins, or could begin if the bytes that come go on like it. */
    private int candidate() {
        for (int i = position; i < filled; i++) {
            if (buffer[i] == '\r') {
                int count = Math.min(delimiter.length, filled - i);
                if (Arrays.equals(buffer, i, i + count, delimiter, 0, count)) {
                    return i;
                }
            }
        }
        return filled;
    }

    private void more() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, filled - position);
        filled -= position;
        safe = Math.max(0, safe - position);
        position = 0;
        int count = body.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            throw malformed("it ends before its last boundary");
        }
        filled += count;
    }

    private void consume(int count) {
        position += count;
        counted += isFree ? 0 : count;
        if (counted > limit.bytes()) {
            throw Problem.limit(
                    "form-too-large",
                    "the form is larger than " + limit + " without the content of its file");
        }
    }

    private static Problem malformed(String why) {
        return Problem.invalid("malformed-form", "the form can not be read: " + why);
    }

    /** Of the part of that number. */
    private final class Content implements ByteSource {
        private final int number;

        private Content(int number) {
            this.number = number;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.empty();
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            if (number != parts) {
                throw new IllegalStateException("the form has gone on to another part");
            }
            if (hasPartEnded) {
                return -1;
            }
            if (!findContent()) {
                hasPartEnded = true;
                consume(delimiter.length);
                return -1;
            }
            int taken = Math.min(count, safe - position);
            System.arraycopy(buffer, position, into, offset, taken);
            consume(taken);
            return taken;
        }
    }
}
