package mvi.services.blob.back;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Blob's values in the SDK's requests and answers, by the names that S3 gives its members. */
final class FarFields {
    private static final List<String> KEPT =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-type",
                    "expires");
    private static final String CHECKSUM = "Checksum";
    private static final String SEALED = "ServerSideEncryption";

    private FarFields() {}

    /** Into a member of a request that is being built, by its name in S3's documents. */
    static void set(SdkPojo builder, String member, String value) {
        for (SdkField<?> field : builder.sdkFields()) {
            if (field.memberName().equals(member)) {
                field.set(builder, value);
            }
        }
    }

    /**
     * The SDK computes this one by a native library of its own only: it is compared on this side.
     */
    static boolean isSent(ChecksumAlgorithm algorithm) {
        return algorithm != ChecksumAlgorithm.CRC64NVME;
    }

    static void checksum(SdkPojo builder, Checksum checksum) {
        set(builder, CHECKSUM + checksum.algorithm().name(), checksum.base64());
    }

    static Optional<Checksum> checksum(SdkPojo answer) {
        Map<String, String> members = new HashMap<>();
        for (SdkField<?> field : answer.sdkFields()) {
            if (field.memberName().startsWith(CHECKSUM)
                    && field.marshallingType() == MarshallingType.STRING) {
                Object value = field.getValueOrDefault(answer);
                if (value != null) {
                    members.put(field.memberName().substring(CHECKSUM.length()), value.toString());
                }
            }
        }
        boolean isComposite = "COMPOSITE".equals(members.get("Type"));
        for (ChecksumAlgorithm each : ChecksumAlgorithm.values()) {
            String value = members.get(each.name());
            if (value != null) {
                return Optional.of(
                        new Checksum(each, value, isComposite || value.indexOf('-') > 0));
            }
        }
        return Optional.empty();
    }

    /** Content type and its kin; the one that is a date goes as it is written. */
    static void headers(
            SdkPojo builder, AwsRequestOverrideConfiguration.Builder request, PutOptions options) {
        options.sealing().ifPresent(sealing -> seal(builder, sealing.encryption()));
        Map<String, String> left = new HashMap<>(options.headers());
        for (SdkField<?> field : builder.sdkFields()) {
            String name = field.locationName().toLowerCase(Locale.ROOT);
            if (field.marshallingType() == MarshallingType.STRING && KEPT.contains(name)) {
                String value = left.remove(name);
                if (value != null) {
                    field.set(builder, value);
                }
            }
        }
        left.forEach(request::putHeader);
    }

    private static void seal(SdkPojo builder, Encryption encryption) {
        switch (encryption.scheme()) {
            case OWN -> set(builder, SEALED, "AES256");
            case CRYPTO -> {
                set(builder, SEALED, "aws:kms");
                set(builder, "SSEKMSKeyId", encryption.key());
            }
            case CUSTOMER ->
                    throw Problem.invalid(
                            "unsupported", "a customer's key is not sent to a Blob elsewhere");
        }
    }

    static StoredObject object(
            ObjectName name,
            long length,
            String etag,
            Instant modified,
            Map<String, String> metadata,
            SdkHttpResponse answer,
            Optional<Checksum> checksum) {
        Map<String, String> headers = new HashMap<>();
        for (String each : KEPT) {
            answer.firstMatchingHeader(each).ifPresent(value -> headers.put(each, value));
        }
        Map<String, String> lower = new HashMap<>();
        metadata.forEach((key, value) -> lower.put(key.toLowerCase(Locale.ROOT), value));
        return new StoredObject(name, length, unquoted(etag), modified, headers, lower, checksum);
    }

    static StoredObject put(
            ObjectName name,
            long length,
            String etag,
            Instant modified,
            PutOptions options,
            Optional<Checksum> checksum) {
        return new StoredObject(
                name,
                length,
                unquoted(etag),
                modified,
                options.headers(),
                options.metadata(),
                checksum);
    }

    static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    static String quoted(String etag) {
        return etag.equals("*") ? etag : '"' + etag + '"';
    }
}
