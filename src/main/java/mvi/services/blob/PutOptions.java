package mvi.services.blob;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to store an object.
 *
 * @param contentMd5 hex; the body must have it, or {@code bad-digest}
 * @param checksum to compute, compare and keep beside the ETag
 * @param sealing how to seal it; empty for the bucket's way
 * @param event what it is told as to whom the bucket tells
 * @param cause the request that it comes by
 */
public record PutOptions(
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<String> contentMd5,
        WriteConditions conditions,
        Optional<ChecksumWish> checksum,
        ObjectTraits traits,
        Optional<Sealing> sealing,
        String event,
        Cause cause) {
    public static final PutOptions PLAIN = of(Map.of(), Map.of());

    public PutOptions {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }

    public static PutOptions of(Map<String, String> headers, Map<String, String> metadata) {
        return new PutOptions(
                headers,
                metadata,
                Optional.empty(),
                WriteConditions.NONE,
                Optional.empty(),
                ObjectTraits.PLAIN,
                Optional.empty(),
                BlobEvent.PUT,
                Cause.NONE);
    }

    /** Store it as it is, unless there is one already. */
    public static PutOptions onlyNew() {
        return PLAIN.with(WriteConditions.ONLY_NEW);
    }

    /** The same with a content type. */
    public PutOptions withContentType(String contentType) {
        var more = new HashMap<>(headers);
        more.put("content-type", contentType);
        return new PutOptions(
                more, metadata, contentMd5, conditions, checksum, traits, sealing, event, cause);
    }

    /** The same with other headers and metadata. */
    public PutOptions as(Map<String, String> otherHeaders, Map<String, String> otherMetadata) {
        return new PutOptions(
                otherHeaders,
                otherMetadata,
                contentMd5,
                conditions,
                checksum,
                traits,
                sealing,
                event,
                cause);
    }

    public PutOptions withContentMd5(Optional<String> hex) {
        return new PutOptions(
                headers, metadata, hex, conditions, checksum, traits, sealing, event, cause);
    }

    public PutOptions withChecksum(Optional<ChecksumWish> wish) {
        return new PutOptions(
                headers, metadata, contentMd5, conditions, wish, traits, sealing, event, cause);
    }

    public PutOptions withChecksum(ChecksumWish wish) {
        return withChecksum(Optional.of(wish));
    }

    public PutOptions with(WriteConditions other) {
        return new PutOptions(
                headers, metadata, contentMd5, other, checksum, traits, sealing, event, cause);
    }

    public PutOptions with(ObjectTraits other) {
        return new PutOptions(
                headers, metadata, contentMd5, conditions, checksum, other, sealing, event, cause);
    }

    public PutOptions toldAs(String other) {
        return new PutOptions(
                headers, metadata, contentMd5, conditions, checksum, traits, sealing, other, cause);
    }

    public PutOptions withSealing(Optional<Sealing> other) {
        return new PutOptions(
                headers, metadata, contentMd5, conditions, checksum, traits, other, event, cause);
    }

    public PutOptions because(Cause other) {
        return new PutOptions(
                headers, metadata, contentMd5, conditions, checksum, traits, sealing, event, other);
    }
}
