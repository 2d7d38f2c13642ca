package mvi.platform.function;

import java.nio.charset.StandardCharsets;

/**
 * Text as the value of an HTTP header, as the HTTP protocol binding of CloudEvents 1.0 (section
 * 3.1.3.2) has it: what is not printable ASCII, and blanks, quotes and percent signs, are percent
 * encoded.
 */
final class HeaderText {
    private static final int FIRST_PRINTABLE = 0x21;
    private static final int LAST_PRINTABLE = 0x7e;
    private static final int BYTE = 0xff;

    private HeaderText() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            int unsigned = each & BYTE;
            boolean isPlain =
                    unsigned >= FIRST_PRINTABLE
                            && unsigned <= LAST_PRINTABLE
                            && unsigned != '"'
                            && unsigned != '%';
            if (isPlain) {
                encoded.append((char) unsigned);
            } else {
                encoded.append("%%%02X".formatted(unsigned));
            }
        }
        return encoded.toString();
    }
}
