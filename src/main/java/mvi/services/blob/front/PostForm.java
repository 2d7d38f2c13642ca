package mvi.services.blob.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.MultipartForm;

/**
 * A browser's upload ("POST Object" of the S3 API reference): the fields before its file, and the
 * file as it comes. What stands after the file is not read.
 *
 * @param fields by names in lower case, in their order, with the file's name for {@code
 *     ${filename}}
 */
record PostForm(Map<String, String> fields, ByteSource file) {
    /** "The form data and boundaries (excluding the contents of the file) cannot exceed 20 KB." */
    private static final ByteCount LIMIT = ByteCount.kib(20);

    private static final int MOST_FIELDS = 256;
    private static final String FILE = "file";
    private static final String FILE_NAME = "${filename}";

    static boolean isForm(HttpRequest request) {
        return request.headers().first("content-type").filter(MultipartForm::isForm).isPresent();
    }

    static PostForm read(HttpRequest request) {
        String type = request.headers().first("content-type").orElse("");
        try {
            return read(MultipartForm.of(type, request.body(), LIMIT, FILE));
        } catch (IOException cut) {
            throw S3Error.of("IncompleteBody", 400, "the form ended before its file");
        }
    }

    private static PostForm read(MultipartForm form) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Optional<MultipartForm.Part> next = form.next();
                next.isPresent();
                next = form.next()) {
            MultipartForm.Part part = next.get();
            // Some clients name a file in every part: the one that is the file is called so.
            if (part.name().equalsIgnoreCase(FILE)) {
                String name = lastOfPath(part.fileName().orElse(""));
                fields.replaceAll((_, value) -> value.replace(FILE_NAME, name));
                return new PostForm(fields, part.content());
            }
            String name = part.name().toLowerCase(Locale.ROOT);
            if (fields.put(name, text(part.content())) != null || fields.size() > MOST_FIELDS) {
                throw S3Error.of(
                        "InvalidArgument",
                        400,
                        "a form has each field once, and " + MOST_FIELDS + " at most: " + name);
            }
        }
        throw S3Error.of("InvalidArgument", 400, "a form has exactly one file, in its last field");
    }

    /** Some browsers send a whole path. */
    private static String lastOfPath(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static String text(ByteSource content) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.readAll(LIMIT)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Problem.invalid("malformed-form", "a field of the form is not UTF-8");
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Throws S3's refusal of a form without the field. */
    String require(String name) {
        return field(name)
                .orElseThrow(
                        () ->
                                S3Error.of(
                                        "InvalidArgument",
                                        400,
                                        "the form has no field '"
                                                + name
                                                + "' before its file: check the order"));
    }
}
