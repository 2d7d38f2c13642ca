package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;

/** Text from a form or a query that takes the place of a header field's value. */
final class FieldText {
    private FieldText() {}

    /**
     * As header fields come and go: a character for each byte of its UTF-8. Control characters,
     * which could end a field and begin another, are refused.
     */
    static String of(String name, String text) {
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw S3Error.of("InvalidArgument", 400, name + " has control characters");
        }
        return new String(
                text.strip().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
