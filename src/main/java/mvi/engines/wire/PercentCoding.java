package mvi.engines.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Problem;

/** Percent-coding (RFC 3986, 2): UTF-8, unreserved characters bare, upper-case digits. */
public final class PercentCoding {
    private static final String HEX = "0123456789ABCDEF";

    private PercentCoding() {}

    /** Everything but unreserved characters. */
    public static String encode(String text) {
        return encode(text, false);
    }

    /** As {@link #encode(String)}, but slashes stay. */
    public static String encodePath(String text) {
        return encode(text, true);
    }

    private static String encode(String text, boolean keepsSlash) {
        StringBuilder coded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (isUnreserved(c) || (keepsSlash && c == '/')) {
                coded.append(c);
            } else {
                coded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return coded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** Throws INVALID {@code bad-percent-coding} for a broken escape or what is not UTF-8. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] coded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(coded.length);
        for (int i = 0; i < coded.length; i++) {
            if (coded[i] != '%') {
                bytes.put(coded[i]);
                continue;
            }
            if (i + 2 >= coded.length
                    || !HexFormat.isHexDigit(coded[i + 1])
                    || !HexFormat.isHexDigit(coded[i + 2])) {
                throw bad(text);
            }
            bytes.put(
                    (byte)
                            HexFormat.fromHexDigits(
                                    new String(coded, i + 1, 2, StandardCharsets.US_ASCII)));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw bad(text);
        }
    }

    private static Problem bad(String text) {
        return Problem.invalid("bad-percent-coding", "'" + text + "' is not percent-coded UTF-8");
    }

    /** Names and values of a query in their order, decoded; {@code +} is a space. */
    public static List<Map.Entry<String, String>> query(String query) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String part : query.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int mark = part.indexOf('=');
            String name = mark < 0 ? part : part.substring(0, mark);
            String value = mark < 0 ? "" : part.substring(mark + 1);
            parameters.add(
                    Map.entry(decode(name.replace('+', ' ')), decode(value.replace('+', ' '))));
        }
        return parameters;
    }
}
