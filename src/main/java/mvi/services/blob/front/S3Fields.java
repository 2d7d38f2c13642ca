package mvi.services.blob.front;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.http.Headers;
import mvi.services.blob.Bucket;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.WriteConditions;

/** Header fields of requests as the values they stand for. */
final class S3Fields {
    static final String METADATA = "x-amz-meta-";

    private static final List<String> KEPT =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-type",
                    "expires");

    /** What these ask for is not done, and must not seem to be. */
    private static final List<String> REFUSED =
            List.of(
                    "x-amz-server-side-encryption-context",
                    "x-amz-website-redirect-location",
                    "x-amz-write-offset-bytes");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private S3Fields() {}

    static PutOptions putOptions(S3Call call) {
        refuseUnserved(call.headers());
        return conditions(call)
                .withContentMd5(call.contentMd5())
                .as(kept(call.headers()), metadata(call.headers()));
    }

    /** Conditions, checksum and cause alone. */
    static PutOptions conditions(S3Call call) {
        return PutOptions.PLAIN
                .with(writeConditions(call.headers()))
                .withChecksum(call.checksum())
                .because(call.cause());
    }

    private static WriteConditions writeConditions(Headers headers) {
        Optional<String> unless = headers.first("if-none-match").map(S3Fields::unquoted);
        boolean onlyIfAbsent = unless.filter("*"::equals).isPresent();
        return new WriteConditions(
                onlyIfAbsent,
                headers.first("if-match").map(S3Fields::unquoted),
                onlyIfAbsent ? Optional.empty() : unless);
    }

    /** Of a copy: another than the source's. */
    static Optional<ChecksumAlgorithm> copyChecksum(Headers headers) {
        return headers.first("x-amz-checksum-algorithm").map(S3Fields::algorithm);
    }

    /** The account that an object belongs to. */
    static String owner(Bucket bucket, StoredObject object) {
        return object.traits().owner().orElse(bucket.name().account());
    }

    static void refuseUnserved(Headers headers) {
        headers.each(
                (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (REFUSED.stream().anyMatch(lower::startsWith)) {
                        throw S3Error.notImplemented("the header " + lower);
                    }
                    if (lower.equals("x-amz-storage-class") && !value.equals("STANDARD")) {
                        throw S3Error.of(
                                "InvalidStorageClass", 400, "the one storage class is STANDARD");
                    }
                });
    }

    private static Map<String, String> kept(Headers headers) {
        Map<String, String> kept = new HashMap<>();
        for (String name : KEPT) {
            headers.first(name).ifPresent(value -> kept.put(name, value));
        }
        kept.computeIfPresent("content-encoding", (name, value) -> withoutFraming(value));
        kept.values().removeIf(String::isEmpty);
        return kept;
    }

    /** {@code aws-chunked} is the framing of a signature, not the object's encoding. */
    private static String withoutFraming(String encodings) {
        if (!encodings.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return encodings;
        }
        return String.join(
                ", ",
                Pattern.compile("\\s*,\\s*")
                        .splitAsStream(encodings)
                        .filter(each -> !each.equalsIgnoreCase("aws-chunked"))
                        .toList());
    }

    private static Map<String, String> metadata(Headers headers) {
        Map<String, String> metadata = new HashMap<>();
        headers.each(
                (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.startsWith(METADATA) && lower.length() > METADATA.length()) {
                        metadata.merge(
                                lower.substring(METADATA.length()), value, (a, b) -> a + "," + b);
                    }
                });
        return metadata;
    }

    /** What an upload in parts is to keep as its checksum. */
    static Optional<ChecksumWish> uploadChecksum(Headers headers) {
        Optional<ChecksumAlgorithm> algorithm =
                headers.first("x-amz-checksum-algorithm").map(S3Fields::algorithm);
        Optional<String> type = headers.first("x-amz-checksum-type");
        return algorithm.map(
                each -> {
                    boolean isComposite =
                            type.map(it -> it.equalsIgnoreCase("COMPOSITE"))
                                    .orElse(each != ChecksumAlgorithm.CRC64NVME);
                    if (!isComposite && !each.isCrc()) {
                        throw S3Error.of(
                                "InvalidRequest",
                                400,
                                each + " of an upload in parts is COMPOSITE only");
                    }
                    return new ChecksumWish(each, Optional::empty, isComposite);
                });
    }

    static ChecksumAlgorithm algorithm(String name) {
        return ChecksumAlgorithm.named(name)
                .orElseThrow(
                        () ->
                                S3Error.of(
                                        "InvalidRequest",
                                        400,
                                        "'" + name + "' is not a checksum of S3"));
    }

    static String checksumHeader(ChecksumAlgorithm algorithm) {
        return "x-amz-checksum-" + algorithm.name().toLowerCase(Locale.ROOT);
    }

    /** One range; several, or what is not a range, ask for the whole (RFC 9110 section 14.2). */
    static Optional<ByteRange> range(Optional<String> header) {
        Matcher matcher = RANGE.matcher(header.orElse("").strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        OptionalLong first = number(matcher.group(1));
        OptionalLong last = number(matcher.group(2));
        if (first.isPresent() && last.isPresent() && last.getAsLong() < first.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, last));
    }

    /** A number that no object is as long as stands for all that are larger. */
    private static OptionalLong number(String digits) {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        BigInteger number = new BigInteger(digits);
        return OptionalLong.of(number.min(LARGEST).longValueExact());
    }

    static String unquoted(String etag) {
        String stripped = etag.strip();
        String strong = stripped.startsWith("W/") ? stripped.substring(2) : stripped;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    static String httpDate(Instant time) {
        return HTTP_DATE.format(time.atOffset(ZoneOffset.UTC));
    }

    static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException notDate) {
            return Optional.empty();
        }
    }

    /** As S3's documents write it, to the millisecond. */
    static String xmlTime(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
    }
}
