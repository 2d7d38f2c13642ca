package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.random.RandomGenerator;

/**
 * Which trace a request belongs to (W3C Trace Context, section 3.2 and 4): {@code traceparent} is
 * {@code 00-TRACE-PARENT-FLAGS}, in lower-case hexadecimal digits of 16, 8 and 1 bytes.
 *
 * <p>A valid one goes on as it came, the parent included: the proxy sends no spans to anybody, so
 * that a parent of its own would cut the app's spans off from their client's. One that is absent or
 * invalid becomes a new one, and {@code tracestate}, which belonged to it, goes. The new one says
 * "sampled": with 0, tracers that follow their parent would record nothing at all.
 */
final class TraceContext {
    static final AsciiString PARENT = AsciiString.cached("traceparent");
    private static final AsciiString STATE = AsciiString.cached("tracestate");

    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    private TraceContext() {}

    /** Makes sure that the request has one. */
    static void carryOn(HttpHeaders headers, RandomGenerator dice) {
        String given = headers.get(PARENT);
        if (given != null && isValid(given) && headers.getAll(PARENT).size() == 1) {
            return;
        }
        headers.remove(STATE);
        headers.set(PARENT, "00-" + hex(dice) + hex(dice) + "-" + hex(dice) + "-01");
    }

    /** Of a {@code traceparent} that is valid; empty without one. */
    static String traceId(String parent) {
        return parent.isEmpty() ? "" : parent.substring(TRACE, SPAN - 1);
    }

    /** 16 digits, never all zero. */
    static String hex(RandomGenerator dice) {
        return Long.toHexString(dice.nextLong() | 1L << 63);
    }

    /** Later versions may be longer, and begin with what this one has. */
    static boolean isValid(String parent) {
        if (parent.length() < LENGTH) {
            return false;
        }
        boolean isFirstVersion = parent.startsWith("00");
        boolean ends = parent.length() == LENGTH || !isFirstVersion && parent.charAt(LENGTH) == '-';
        return ends
                && isHex(parent, 0, TRACE - 1)
                && !parent.startsWith("ff")
                && isNumber(parent, TRACE, SPAN - 1)
                && isNumber(parent, SPAN, FLAGS - 1)
                && isHex(parent, FLAGS, LENGTH)
                && parent.charAt(TRACE - 1) == '-'
                && parent.charAt(SPAN - 1) == '-'
                && parent.charAt(FLAGS - 1) == '-';
    }

    private static boolean isNumber(String text, int from, int to) {
        boolean isZero = true;
        for (int i = from; i < to; i++) {
            isZero &= text.charAt(i) == '0';
        }
        return !isZero && isHex(text, from, to);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
