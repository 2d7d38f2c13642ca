package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mvi.engines.http.Headers;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;

/** What header fields say of a body: its length, and what it is to be compared with. */
final class BodyFields {
    static final String CHECKSUM = "x-amz-checksum-";
    private static final String SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm";
    private static final int MD5_BYTES = 16;

    /** Fields that begin like a checksum and are none. */
    private static final Set<String> OTHERS = Set.of("algorithm", "mode", "type");

    /** A checksum of an upload's parts, taken together, says how many they are. */
    private static final Pattern PARTS = Pattern.compile("-\\d{1,5}$");

    private BodyFields() {}

    /** S3 stores nothing whose end it can not tell from a cut. */
    static void requireLength(Headers headers) {
        if (!headers.has("content-length") && !headers.has("transfer-encoding")) {
            throw S3Error.of("MissingContentLength", 411, "the header Content-Length is required");
        }
    }

    /** {@code Content-MD5} in hex. */
    static Optional<String> md5(Headers headers) {
        List<String> values = headers.all("content-md5");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> digest = decoded(values.getFirst().strip());
        if (values.size() > 1 || digest.filter(each -> each.length == MD5_BYTES).isEmpty()) {
            throw S3Error.of("InvalidDigest", 400, "Content-MD5 is the Base64 of 16 bytes");
        }
        return digest.map(HexFormat.of()::formatHex);
    }

    /** The checksum that x-amz-trailer names. */
    static String trailer(Headers headers) {
        List<String> names = headers.all("x-amz-trailer");
        String name = names.isEmpty() ? "" : names.getFirst().strip().toLowerCase(Locale.ROOT);
        if (names.size() != 1 || algorithm(name).isEmpty()) {
            throw invalid("x-amz-trailer names one " + CHECKSUM + "…");
        }
        return name;
    }

    /** The one checksum that a body is to have, or is to be given. */
    static Optional<ChecksumWish> checksum(Headers headers, Optional<ChecksumWish> trailer) {
        List<ChecksumWish> wishes = new ArrayList<>();
        trailer.ifPresent(wishes::add);
        headers.each(
                (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (isChecksum(lower)) {
                        wishes.add(wish(lower, value.strip()));
                    }
                });
        if (wishes.size() > 1) {
            throw invalid("one " + CHECKSUM + "… is sent at a time");
        }
        Optional<ChecksumAlgorithm> named = headers.first(SDK_ALGORITHM).map(S3Fields::algorithm);
        Optional<ChecksumWish> wish = wishes.stream().findFirst();
        if (named.isPresent() && wish.isPresent() && wish.get().algorithm() != named.get()) {
            throw invalid("the checksum is not the one that " + SDK_ALGORITHM + " names");
        }
        return wish.or(() -> named.map(ChecksumWish::of));
    }

    private static boolean isChecksum(String header) {
        return header.startsWith(CHECKSUM) && !OTHERS.contains(header.substring(CHECKSUM.length()));
    }

    static Optional<ChecksumAlgorithm> algorithm(String header) {
        return header.startsWith(CHECKSUM)
                ? ChecksumAlgorithm.named(header.substring(CHECKSUM.length()))
                : Optional.empty();
    }

    private static ChecksumWish wish(String header, String value) {
        ChecksumAlgorithm algorithm =
                algorithm(header)
                        .orElseThrow(() -> invalid(header + " is not a checksum that is known"));
        boolean isOne =
                decoded(PARTS.matcher(value).replaceFirst(""))
                        .filter(each -> each.length == bytes(algorithm))
                        .isPresent();
        if (!isOne) {
            throw S3Error.of(
                    "BadDigest",
                    400,
                    header + " is the Base64 of " + bytes(algorithm) + " bytes, not as sent");
        }
        return ChecksumWish.expecting(algorithm, value);
    }

    private static int bytes(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32, CRC32C -> 4;
            case CRC64NVME -> 8;
            case SHA1 -> 20;
            case SHA256 -> 32;
        };
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static S3Error invalid(String why) {
        return S3Error.of("InvalidRequest", 400, why);
    }
}
